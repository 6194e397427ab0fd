import type { z } from 'zod';
import type { Query } from '../../http/request';
import type { Service } from '../connection/service';
import { refusals, refused } from './session';
import { Page, type ProviderConfig } from './wire';

export interface Question {
  readonly what: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** How the service says that it has pages. */
  readonly pages?: ProviderConfig['pagination'];
  readonly signal?: AbortSignal | undefined;
}

const pageSize = 100;

/**
 * All of a listing, page by page: by cursor where the service offers one (RFC 9865), else by index (RFC 7644, section
 * 3.4.2.4). `undefined` when there is no such listing (404). Throws UNEXPECTED_RESPONSE for one whose pages lead
 * nowhere: a part is never taken for the whole.
 */
export async function readList(service: Service, question: Question): Promise<unknown[] | undefined> {
  const { what, path, query = {}, pages, signal } = question;
  const found: unknown[] = [];
  const asked = new Set<string>();
  const count = String(Math.min(pageSize, pages?.maxPageSize ?? pageSize));
  let at: Query | undefined = firstPage(pages);
  while (at !== undefined) {
    asked.add(JSON.stringify(at));
    const answer = await service.send({ what, method: 'GET', path, query: { ...query, ...at, count } }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refused(what, answer);
    const page = refusals.parseBody(what, answer, Page);
    found.push(...(page.Resources ?? []));
    at = pageAfter(page, at, found.length);
    if (at !== undefined && asked.has(JSON.stringify(at))) {
      throw refusals.error('UNEXPECTED_RESPONSE', { what, answer, addition: ' with a page that leads nowhere' });
    }
  }
  return found;
}

function firstPage(pages: Question['pages']): Query {
  return pages?.cursor === true ? { cursor: '' } : { startIndex: '1' };
}

/** By cursor the last page is the one that names no other; by index it is the total that tells. */
function pageAfter({ nextCursor, totalResults }: z.infer<typeof Page>, at: Query, got: number): Query | undefined {
  if (typeof nextCursor === 'string' && nextCursor !== '') return { cursor: nextCursor };
  const isIndex = at['startIndex'] !== undefined;
  return isIndex && got < (totalResults ?? 0) ? { startIndex: String(got + 1) } : undefined;
}
