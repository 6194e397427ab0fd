import {
  type ListedRun,
  type ListedUser,
  type ListRequest,
  listRuns,
  listUsers,
  type Page,
  type Temporal,
  type UserListRequest,
  userStatuses,
} from '../../../client';
import { arrowOf } from '../../../domain/run/names';
import { knownCode } from '../../command/known-code';
import { UsageError } from '../../command/errors';
import { jsonList, jsonOf } from '../../terminal/terminal';
import { hasRuns } from '../../../embedded/dev-server';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { resolvePlace } from '../../place/place';
import { onStage } from '../../place/stage';
import { table } from '../../terminal/text';
import type { Asked } from '../../options';

/** Which runs or users, and which page of them. */
interface ListFilter extends Pick<ListRequest, 'tenant' | 'target' | 'since' | 'status' | 'pageToken'> {
  readonly users: boolean;
  readonly code: string | undefined;
  readonly limit: number;
  readonly all: boolean;
}

export interface ListWish extends Asked {
  readonly filter: ListFilter;
}

export type ListQuestion =
  | { readonly about: 'runs'; readonly request: ListRequest }
  | { readonly about: 'users'; readonly request: UserListRequest };

/** What is to be listed. Throws `UsageError` for a code that is none, and for a state that users don't have. */
export function listQuestion(filter: ListFilter): ListQuestion {
  const { tenant, target, since, limit, pageToken, status } = filter;
  const common = { tenant, target, since, limit, pageToken } as const;
  if (!filter.users && filter.code === undefined) return { about: 'runs', request: { ...common, status } };
  const state = userStatuses.find((one) => one === status);
  if (status !== undefined && state === undefined) {
    throw new UsageError(`Users are never ${status}.`, `States of users: ${userStatuses.join(', ')}.`);
  }
  if (filter.code === undefined) return { about: 'users', request: { ...common, status: state } };
  if (state !== undefined && state !== 'failed') {
    throw new UsageError('--code finds users that failed.', `Leave --status ${state} out.`);
  }
  return { about: 'users', request: { ...common, code: knownCode(filter.code).code } };
}

/** The command that lists the same, but for `otherwise`. */
export function listAgain({ filter, output, place }: ListWish, otherwise: Partial<ListFilter>): string {
  const { tenant, target, status, code, since, users, limit, pageToken } = { ...filter, ...otherwise };
  const values = [
    ['--tenant', tenant],
    ['--target', target],
    ['--status', status],
    ['--code', code],
    ['--since', since],
    ['--limit', String(limit)],
    ['--output', output === 'table' ? undefined : output],
    ['--page-token', pageToken],
  ] as const;
  const words = values.flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  const switches = users ? ['--users'] : [];
  return `onboard list ${[...switches, ...words].join(' ')}${place.again}`;
}

/** One kind of list: where its pages come from, and its columns. */
interface Listing<T, R> {
  readonly name: 'runs' | 'users';
  readonly header: readonly string[];
  readonly rowOf: (item: T) => readonly string[];
  readonly read: (temporal: Temporal, request: R) => Promise<Page<T>>;
}

const runs: Listing<ListedRun, Parameters<typeof listRuns>[1]> = {
  name: 'runs',
  header: ['tenant', '', 'target', 'status', 'failed', 'started', 'finished'],
  rowOf: (run) => {
    const { tenant, target, failed, startedAt, finishedAt = '' } = run;
    return [
      tenant,
      arrowOf(run),
      target,
      statusOf(run),
      failed === undefined ? '' : String(failed),
      startedAt,
      finishedAt,
    ];
  },
  read: listRuns,
};

const users: Listing<ListedUser, Parameters<typeof listUsers>[1]> = {
  name: 'users',
  header: ['tenant', 'target', 'user', 'key', 'status', 'step', 'code', 'started'],
  rowOf: ({ tenant, target, user = '', key, status, step = '', code = '', startedAt }) => {
    return [tenant, target, user, key, status, step, code, startedAt];
  },
  read: listUsers,
};

/** As many as one page of all of them has. */
const longestPage = 1_000;

/** `onboard list`. */
export async function showList(context: Context, wish: ListWish): Promise<ExitCode> {
  const question = listQuestion(wish.filter);
  return question.about === 'runs'
    ? show(context, wish, { listing: runs, request: question.request })
    : show(context, wish, { listing: users, request: question.request });
}

interface Paged {
  readonly limit: number;
  readonly pageToken?: string | undefined;
}

interface Question<T, R> {
  readonly listing: Listing<T, R>;
  readonly request: R;
}

async function show<T, R extends Paged>(
  context: Context,
  wish: ListWish,
  { listing, request }: Question<T, R>,
): Promise<ExitCode> {
  const place = resolvePlace(wish.place, context.host);
  if (place.mode === 'embedded' && !hasRuns(place.stateDir)) return tell(context, wish, { listing, page: nothing });
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session: { temporal } }) => {
    const read = (asked: R) => listing.read(temporal, asked);
    return tell(context, wish, { listing, page: await (wish.filter.all ? everyPage(request, read) : read(request)) });
  });
}

const nothing = { items: [] };

async function everyPage<T, R extends Paged>(request: R, read: (request: R) => Promise<Page<T>>): Promise<Page<T>> {
  const items: T[] = [];
  let { pageToken } = request;
  do {
    const page = await read({ ...request, limit: longestPage, pageToken });
    items.push(...page.items);
    pageToken = page.nextPage;
  } while (pageToken !== undefined);
  return { items };
}

interface Told<T, R> {
  readonly listing: Listing<T, R>;
  readonly page: Page<T>;
}

function tell<T, R>({ terminal }: Context, wish: ListWish, { listing, page }: Told<T, R>): ExitCode {
  const { items, nextPage } = page;
  const { output, filter } = wish;
  if (output === 'json') {
    terminal.data(jsonOf({ [listing.name]: items, ...(nextPage === undefined ? {} : { nextPage }) }, output));
  } else if (output === 'jsonl') {
    if (items.length > 0) terminal.data(jsonList(items, output));
  } else if (items.length === 0) terminal.say(`No ${listing.name}.`);
  else terminal.data(table(listing.header, items.map(listing.rowOf)));
  if (items.length === 0 && filter.code !== undefined) {
    const again = listAgain(wish, { users: false, code: undefined, status: 'failed', pageToken: undefined });
    terminal.say(`Runs that failed as a whole are listed by: ${again}`);
  }
  if (nextPage !== undefined) terminal.say(`Next page: ${listAgain(wish, { pageToken: nextPage })}`);
  return exitCodes.done;
}

/** What ended a run from outside is known to Temporal only. */
function statusOf({ status, execution }: ListedRun): string {
  return execution === 'TERMINATED' || execution === 'TIMED_OUT' ? execution.toLowerCase() : status;
}
