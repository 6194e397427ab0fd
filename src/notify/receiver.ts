import { z } from 'zod';
import { type NoticeAddress, refusalOfSecretUrl, refusalOfUrl } from '../domain/run/notice';
import { SecretReference } from '../domain/tenant/secret-reference';
import { Name } from '../domain/tenant/target-ref';
import type { Secret } from '../http/secret';
import type { ChooseProxy } from '../proxy/choose-proxy';
import { TargetError } from '../targets/contract/target';

const headerName = /^(?!(?:host|content-type|content-length|connection|transfer-encoding)$)[a-z0-9-]{1,64}$/i;

/** A receiver of notices in the worker configuration. What is secret about it is a reference. */
export const Receiver = z.strictObject({
  url: z.union([
    z.string().superRefine((text, context) => {
      const refusal = refusalOfUrl(text);
      if (refusal !== undefined) context.addIssue({ code: 'custom', message: refusal });
    }),
    SecretReference,
  ]),
  headers: z
    .record(z.string().regex(headerName, 'must be the name of a header that is free to set'), SecretReference)
    .default({}),
  /** Whom the receiver must be certified by; without it, the public CAs. */
  ca: SecretReference.optional(),
});
export type Receiver = z.infer<typeof Receiver>;

export const Receivers = z.record(Name, Receiver);
export type Receivers = z.infer<typeof Receivers>;

/** Whether a run may name any address, or only what the configuration has. */
export const noticeScopes = ['any', 'named'] as const;
export type NoticeScope = (typeof noticeScopes)[number];

export interface ReceiverBook {
  readonly receivers: Receivers;
  readonly scope: NoticeScope;
  readonly openSecret: (reference: SecretReference) => Promise<Secret>;
  /** The way out; straight when absent. */
  readonly proxy?: ChooseProxy | undefined;
}

/** Where to post, with secrets opened: keep it nowhere. */
export interface OpenReceiver {
  readonly url: URL;
  readonly headers: Readonly<Record<string, Secret>>;
  readonly ca?: Secret;
}

/**
 * Finds and opens a receiver. A run's input comes from whoever may start one, so its address is checked here again.
 * Throws `TargetError` NOTIFY_MISCONFIGURED, and NOTIFY_UNAVAILABLE when Kubernetes has no answer to a reference.
 */
export async function openReceiver(to: NoticeAddress, book: ReceiverBook): Promise<OpenReceiver> {
  if ('url' in to) {
    if (book.scope === 'named') throw misconfigured('the worker tells only receivers that its configuration names');
    return { url: checkedUrl(to.url, refusalOfUrl), headers: {} };
  }
  const receiver = new Map(Object.entries(book.receivers)).get(to.name);
  if (receiver === undefined) throw misconfigured('the worker configuration has no such receiver');
  try {
    return await opened(receiver, book);
  } catch (error) {
    throw ofReference(error);
  }
}

async function opened({ url, headers, ca }: Receiver, { openSecret }: ReceiverBook): Promise<OpenReceiver> {
  const values = Object.entries(headers).map(async ([name, value]) => [name, await openSecret(value)] as const);
  return {
    url: checkedUrl(typeof url === 'string' ? url : (await openSecret(url)).open(), refusalOfSecretUrl),
    headers: Object.fromEntries(await Promise.all(values)),
    ...(ca === undefined ? {} : { ca: await openSecret(ca) }),
  };
}

function checkedUrl(text: string, refusalOf: (text: string) => string | undefined): URL {
  const refusal = refusalOf(text);
  if (refusal !== undefined) throw misconfigured(`the address of the receiver ${refusal}`);
  return new URL(text);
}

function ofReference(error: unknown): unknown {
  if (!(error instanceof TargetError) || error.code.startsWith('NOTIFY_')) return error;
  const code = error.code === 'TARGET_UNAVAILABLE' ? 'NOTIFY_UNAVAILABLE' : 'NOTIFY_MISCONFIGURED';
  return new TargetError(code, error.message);
}

function misconfigured(message: string): TargetError {
  return new TargetError('NOTIFY_MISCONFIGURED', message);
}
