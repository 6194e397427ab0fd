import { z } from 'zod';
import type { HttpAnswer } from '../../../http/request';
import { requestPath } from '../../../http/request-path';
import type { Call } from '../../connection/service';
import { masError, parseBody } from '../wire/errors';

/** A list of Manage: where it is, how a page of it is asked for, and which answers are pages. */
export interface Listing {
  /** The address that is called. */
  readonly baseUrl: string;
  readonly call: Call;
  send(call: Call): Promise<HttpAnswer>;
  /** Whether the answer is a page; one that is none says that there is nothing. Throws for any other answer. */
  isPage(answer: HttpAnswer): boolean;
}

/**
 * All members of a list that are of this shape, page by page (IBM's "Maximo REST API Guide", "Sorting and paging": Manage
 * begins to page by itself). A next page is asked for at the same address only: it gets our API key. Members of another
 * shape are left out. Throws MAS_PAGE_ELSEWHERE, and UNEXPECTED_RESPONSE for a list that has no end or is not whole.
 */
export async function listMembers<S extends z.ZodType>(listing: Listing, shape: S): Promise<z.infer<S>[]> {
  const members: unknown[] = [];
  const asked = new Set<string>();
  for (let call: Call | undefined = listing.call; call !== undefined; ) {
    const answer: HttpAnswer = await listing.send(call);
    if (!listing.isPage(answer)) break;
    const page = parseBody(call.what, answer, Page);
    members.push(...page.member);
    call = nextCall(listing, page.responseInfo, answer);
    const query = JSON.stringify(call?.query);
    if (asked.has(query)) throw notWhole(listing, answer, ' with pages that go round in a circle');
    asked.add(query);
    if (call === undefined && members.length < (page.responseInfo?.totalCount ?? 0)) {
      throw notWhole(listing, answer, ' with fewer members than it counts');
    }
  }
  return members.flatMap((member) => shape.safeParse(member).data ?? []);
}

/** Without `member`, and with one that is no list, there are none. */
const Page = z.object({
  member: z.array(z.unknown()).catch([]).default([]),
  responseInfo: z.object({ nextPage: z.unknown().optional(), totalCount: z.number().nullish() }).nullish(),
});

const NextPage = z.union([z.object({ href: z.string() }).transform(({ href }) => href), z.string()]);

function nextCall(listing: Listing, info: z.infer<typeof Page>['responseInfo'], answer: HttpAnswer): Call | undefined {
  const { nextPage } = info ?? {};
  if (nextPage === undefined || nextPage === null) return undefined;
  const href = NextPage.safeParse(nextPage).data;
  const next = href === undefined ? undefined : samePlace(listing, href);
  const { call } = listing;
  if (next === undefined) throw masError('MAS_PAGE_ELSEWHERE', { what: call.what, answer, addition: elsewhere });
  return { ...call, query: { ...Object.fromEntries(next.searchParams), ...call.query } };
}

const elsewhere = '; its next page is not at the address that was called, so it was not asked for';

/** The address of a next page, when it is the called one. Manage has its collections under `api` and `oslc` alike. */
function samePlace({ baseUrl, call }: Listing, href: string): URL | undefined {
  const called = new URL(`${baseUrl.replace(/\/+$/, '')}${requestPath(call.path, call.parts)}`);
  const root = called.href.slice(0, called.href.indexOf('/maximo/') + '/maximo/'.length);
  const candidates = [called.href, root].map((base) => (URL.canParse(href, base) ? new URL(href, base) : undefined));
  return candidates.find((next) => next?.origin === called.origin && pathOf(next) === pathOf(called));
}

function pathOf({ pathname }: URL): string {
  return pathname.replace('/maximo/oslc/', '/maximo/api/').replace(/\/$/, '');
}

function notWhole({ call: { what } }: Listing, answer: HttpAnswer, addition: string) {
  return masError('UNEXPECTED_RESPONSE', { what, answer, addition });
}
