import type { FailureCode } from '../domain/failures/failures';
import type { NoticeInput, Notifier } from '../domain/run/notice';
import { createHttpClient } from '../http/client';
import type { HttpAnswer } from '../http/request';
import { HttpError, type HttpErrorKind } from '../http/http-error';
import { TargetError } from '../targets/contract/target';
import { cloudEvent, cloudEventType } from './cloud-event';
import { openReceiver, type OpenReceiver, type ReceiverBook } from './receiver';

const permanentKinds: readonly HttpErrorKind[] = ['tls', 'redirect', 'unsendable', 'protocol', 'too-large'];
const busy: readonly number[] = [408, 425, 429];
const permanentServerErrors: readonly number[] = [501, 505];

/**
 * Posts notices as CloudEvents. Any 2xx is a delivery, whatever its body; a 4xx but 408, 425 and 429 is final. Throws
 * `TargetError` NOTIFY_UNAVAILABLE, NOTIFY_REJECTED, NOTIFY_MISCONFIGURED; no message holds an address or a header.
 */
export function createNotifier(book: ReceiverBook): Notifier {
  return async (notice, signal) => {
    const receiver = await openReceiver(notice.to, book);
    const answer = await post(receiver, { notice, proxy: book.proxy }, signal);
    if (answer === undefined || answer.status < 300) return;
    const { status, retryAfterMs } = answer;
    const options = retryAfterMs === undefined ? {} : { retryAfterMs };
    throw new TargetError(codeOf(status), `the receiver of the notice answered ${status}`, options);
  };
}

function codeOf(status: number): FailureCode {
  const again = busy.includes(status) || (status >= 500 && !permanentServerErrors.includes(status));
  return again ? 'NOTIFY_UNAVAILABLE' : 'NOTIFY_REJECTED';
}

interface Sending extends Pick<ReceiverBook, 'proxy'> {
  readonly notice: NoticeInput;
}

/** Undefined for a success that said something else than JSON. */
async function post(receiver: OpenReceiver, sending: Sending, signal: AbortSignal): Promise<HttpAnswer | undefined> {
  try {
    return await send(receiver, sending, signal);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    if (error.kind === 'bad-json') return undefined;
    const code = permanentKinds.includes(error.kind) ? 'NOTIFY_REJECTED' : 'NOTIFY_UNAVAILABLE';
    throw new TargetError(code, `the receiver of the notice: ${error.message}`);
  }
}

async function send(
  { url, headers, ca }: OpenReceiver,
  { notice, proxy }: Sending,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const client = createHttpClient({ baseUrl: url.origin, tls: ca === undefined ? {} : { ca }, proxy });
  // What stands in braces would be taken for a part of the path that is still to be filled in.
  const path = `${url.pathname}${url.search}`.replaceAll('{', '%7B').replaceAll('}', '%7D');
  try {
    const body = cloudEvent(notice);
    return await client.request(
      { method: 'POST', path, headers: { ...headers, 'content-type': cloudEventType }, body },
      signal,
    );
  } finally {
    client.close();
  }
}
