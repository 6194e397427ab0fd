import { look, lookAtService } from '../connection/look';
import { openNamed } from '../connection/service';
import type { Diagnosis } from '../contract/target';
import type { IdmgmtConnection } from './connection';
import { changeable } from './team/write-team';

/**
 * Looks at address, certificate, log-in, directory, team, and what the account itself is: its highest role and resources,
 * which only it may ask for. Writes nothing; only an abort throws.
 */
export async function diagnoseIdmgmt(
  idmgmt: IdmgmtConnection,
  team: string | undefined,
  signal: AbortSignal,
): Promise<readonly Diagnosis[]> {
  const { session, directory, place } = idmgmt;
  const results = [
    await look('identity management', () => lookAtService(idmgmt, place, signal)),
    await look('log-in', async () => {
      await session.logIn(signal);
      return { detail: 'the account is logged in' };
    }),
    await look('directory', async () => ({ detail: `${await directory.refresh(signal)} users` })),
    await look('highest role', () => lookAtRole(idmgmt, signal)),
    await look('team resources', () => lookAtResources(idmgmt, signal)),
  ];
  if (team !== undefined) results.push(await look(`team ${team}`, () => lookAtTeam(idmgmt, team, signal)));
  signal.throwIfAborted();
  return results;
}

/** Roles that may write teams: contract "idmgmt", the list of roles. */
const writers: readonly string[] = ['ClusterAdministrator', 'CloudPakAdministrator', 'Administrator'];

async function lookAtRole(idmgmt: IdmgmtConnection, signal: AbortSignal) {
  const role = await idmgmt.users.highestRole(await ownName(idmgmt), signal);
  if (role === undefined) return { detail: untold };
  if (writers.includes(role)) return { detail: role };
  return { detail: role, remedy: `Use an account with one of these roles: ${writers.join(', ')}.` };
}

async function lookAtResources(idmgmt: IdmgmtConnection, signal: AbortSignal) {
  const resources = await idmgmt.users.teamResources(await ownName(idmgmt), signal);
  if (resources === undefined) return { detail: untold };
  const names = resources.map(({ namespaceId, serviceName, crn }) => namespaceId ?? serviceName ?? crn);
  const shown = names.slice(0, 10).join(', ');
  const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
  return { detail: names.length === 0 ? 'none' : `${names.length}: ${shown}${more}` };
}

const untold = 'not told: only the logged-in user may ask, by the id that the directory has for it';

async function ownName({ account, openSecret }: IdmgmtConnection): Promise<string> {
  return (await openNamed('user name', account.username, openSecret)).open().trim();
}

async function lookAtTeam({ teams }: IdmgmtConnection, team: string, signal: AbortSignal) {
  const found = await teams.get(team, signal);
  if (found === undefined) return { detail: 'it does not exist: a run makes it' };
  return { detail: `${changeable(found).users.length} members` };
}
