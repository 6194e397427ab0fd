import { createHash } from 'node:crypto';
import type { WorkflowExecutionInfo } from '@temporalio/client';
// The client's own list answers no token for the next page, which the command line prints: so its pages are read as they come,
// and made what the client makes of them.
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded } from '../temporal/grpc-errors';
import { firstValue } from './raw-history';

/** A part of a list; `nextPage` names the rest, when there may be one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPage?: string;
}

/** A workflow that a query found; `told`: what a user's workflow says in its memo, as far as that can be read. */
export interface Found extends Omit<WorkflowExecutionInfo, 'memo'> {
  readonly told: Told;
}

/** The user's id and kind, and the step at which it failed. */
export type Told = Readonly<Partial<Record<'user' | 'kind' | 'step', string>>>;

export interface Search {
  readonly query: string;
  readonly limit: number;
  readonly pageToken?: string | undefined;
}

/** The most that a server answers at once. */
const longestPage = 1_000;

/** One page of the workflows that a query names, running ones first, else the latest. Throws `ClientError`, PAGE_NOT_FOUND too. */
export async function search(temporal: Temporal, request: Search): Promise<Page<Found>> {
  const { client, namespace } = temporal;
  const { query, limit, pageToken } = request;
  const ask = { namespace, query, pageSize: Math.min(limit, longestPage) };
  const nextPageToken = pageToken === undefined ? Buffer.alloc(0) : opened(pageToken, query);
  const answer = await guarded(() => client.workflowService.listWorkflowExecutions({ ...ask, nextPageToken }));
  const items = await Promise.all(answer.executions.map((raw) => foundOf(temporal, raw)));
  const rest = Buffer.from(answer.nextPageToken).toString('base64url');
  return { items, ...(rest === '' ? {} : { nextPage: `${markOf(query)}.${rest}` }) };
}

/** Of another query a server takes a token for its own, and shows what nobody asked for. */
function opened(pageToken: string, query: string): Buffer {
  const [mark, rest = ''] = pageToken.split('.');
  if (mark === markOf(query) && rest !== '') return Buffer.from(rest, 'base64url');
  throw new ClientError(
    'PAGE_NOT_FOUND',
    'The list has no page with this token.',
    'Give the command that the page before printed, with the same filters; or begin with the first page.',
  );
}

function markOf(query: string): string {
  return createHash('sha256').update(query).digest('hex').slice(0, 12);
}

type Raw = Parameters<typeof executionInfoFromRaw>[0];

/** The memo is taken out before: without its key it cannot be read, and a copy of the answer would lack its defaults. */
async function foundOf(temporal: Temporal, raw: Raw): Promise<Found> {
  const { client, namespace } = temporal;
  const { loadedDataConverter } = client.options;
  const told: Told = {
    ...(await textIn(temporal, raw, 'user')),
    ...(await textIn(temporal, raw, 'kind')),
    ...(await textIn(temporal, raw, 'step')),
  };
  raw.memo = null;
  const { memo: _, ...found } = await executionInfoFromRaw(raw, loadedDataConverter, raw, namespace);
  return { ...found, told };
}

async function textIn(temporal: Temporal, { memo }: Raw, field: keyof Told): Promise<Told> {
  const payload = memo?.fields?.[field];
  if (payload === undefined || payload === null) return {};
  try {
    const text = await firstValue(temporal, [payload]);
    return typeof text === 'string' ? { [field]: text } : {};
  } catch {
    return {};
  }
}
