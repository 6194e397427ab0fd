import type { Clock } from '../../http/clock';
import type { BearerSession } from '../connection/log-in/bearer-session';
import { look, lookAtService } from '../connection/look';
import type { OpenSecret } from '../connection/service';
import { type Diagnosis, TargetError } from '../contract/target';
import { type Discovered, type Discovery, requireOffered } from './discovery';
import { refusals, refused } from './session';
import { placeOf, type ScimRef, type ScimSettings } from './settings';
import { Page, routes } from './wire';

interface Subject {
  readonly settings: ScimSettings;
  readonly openSecret: OpenSecret;
  readonly clock: Clock;
  readonly session: BearerSession;
  readonly discovery: Discovery;
  readonly ref: ScimRef;
}

/** Looks at addresses, credentials, what the service offers, and the right to read users and groups. Only an abort throws. */
export async function diagnoseScim(subject: Subject, signal: AbortSignal): Promise<readonly Diagnosis[]> {
  const { settings, session, discovery, ref } = subject;
  const { client } = settings;
  const results = [
    await look('SCIM service', () => lookAtService(subject, placeOf(settings.address, settings), signal)),
    ...(client === undefined
      ? []
      : [await look('token service', () => lookAtService(subject, placeOf(client.tokenAddress, settings), signal))]),
    await look('credentials', async () => {
      await session.logIn(signal);
      return { detail: client === undefined ? 'the token can be opened' : 'the client is given tokens' };
    }),
    await look('what the service offers', async () => {
      const discovered = await discovery.get(signal);
      requireOffered(discovered, ref);
      return { detail: offeredBy(discovered) };
    }),
    await look('users', () => lookAtCount(subject, routes.users, signal)),
    await look('groups', () => lookAtCount(subject, routes.groups, signal)),
  ];
  signal.throwIfAborted();
  return results;
}

function offeredBy({ config, attributes }: Discovered): string {
  const { filter, etag, pagination } = config;
  return [
    filter.supported ? 'filters' : 'no filters: all users are read to find one',
    etag?.supported === true ? 'versions' : 'no versions: a change in between is not seen',
    `pages by ${pagination?.cursor === true ? 'cursor' : 'index'}`,
    attributes === undefined ? 'no schemas shown' : `${attributes.size} schemas`,
  ].join(', ');
}

async function lookAtCount({ session }: Subject, path: string, signal: AbortSignal) {
  const what = `count ${path.slice(1).toLowerCase()}`;
  const answer = await session.send({ what, method: 'GET', path, query: { startIndex: '1', count: '1' } }, signal);
  if (answer.status === 404) throw new TargetError('TARGET_REJECTED', `${what}: the address has no ${path} (404)`);
  if (answer.status !== 200) throw refused(what, answer);
  const { totalResults } = refusals.parseBody(what, answer, Page);
  return { detail: typeof totalResults === 'number' ? `${totalResults} there` : 'readable' };
}
