import type { PageAnswer } from '../../http/client';
import { TargetError } from '../contract/target';
import type { Call, Service } from './service';

/** Beyond it a list leads in a circle. */
const mostPages = 1_000;

/**
 * The answers to a list that may come in pages, each of which says where the next one is. The first that is not 200 is the
 * last. Throws UNEXPECTED_RESPONSE for a list that has no end, TARGET_REJECTED for one that goes on at another server.
 */
export async function allPages(service: Service, call: Call, signal?: AbortSignal): Promise<readonly PageAnswer[]> {
  const pages: PageAnswer[] = [];
  let next = call;
  for (;;) {
    const page = await service.send(next, signal);
    pages.push(page);
    if (page.status !== 200 || page.nextPage === undefined) return pages;
    if (page.nextPage === 'elsewhere') {
      throw new TargetError('TARGET_REJECTED', `${call.what}: the list goes on at another server, which is not asked`);
    }
    if (pages.length === mostPages) {
      throw new TargetError('UNEXPECTED_RESPONSE', `${call.what}: the list has more than ${mostPages} pages`);
    }
    const { parts: _, ...plain } = call;
    next = { ...plain, ...page.nextPage };
  }
}
