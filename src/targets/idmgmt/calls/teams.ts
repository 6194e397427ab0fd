import type { HttpAnswer } from '../../../http/request';
import { allPages } from '../../connection/all-pages';
import type { Service } from '../../connection/service';
import { idmgmtError, parseBody, rights, unexpectedStatus } from './session';
import { newTeam, routes, Team, TeamList, wholeTeam, WriteAnswer } from '../wire/wire';

/** The calls about teams: contract "idmgmt". All throw `TargetError`. */
export interface Teams {
  /** All teams that the account sees. */
  all(signal?: AbortSignal): Promise<TeamList>;
  /** Their ids. */
  list(signal?: AbortSignal): Promise<string[]>;
  /** Undefined for a 404. */
  get(team: string, signal?: AbortSignal): Promise<Team | undefined>;
  /** For a team that was there a moment ago: a 404 is TARGET_UNAVAILABLE, for it may be seen again, or made again. */
  require(team: string, signal?: AbortSignal): Promise<Team>;
  /** Makes a team without members. One that somebody else has made meanwhile is as good. */
  create(team: string, signal?: AbortSignal): Promise<void>;
  /** Replaces everything that the team holds. */
  replace(team: Team, signal?: AbortSignal): Promise<void>;
}

const written: readonly number[] = [200, 201, 202, 204];

export function createTeams(session: Service): Teams {
  const what = { list: 'list teams', get: 'read team', create: 'create team', replace: 'write team' } as const;

  const read = async (team: string, signal?: AbortSignal): Promise<HttpAnswer> =>
    await session.send({ what: what.get, method: 'GET', path: routes.team, parts: { team } }, signal);

  async function all(signal?: AbortSignal): Promise<TeamList> {
    const pages = await allPages(session, { what: what.list, method: 'GET', path: routes.teams }, signal);
    return pages.flatMap((answer) => {
      if (answer.status !== 200) throw unexpectedStatus(what.list, answer, rights.read);
      return parseBody(what.list, answer, TeamList);
    });
  }

  return {
    all,
    async list(signal) {
      return (await all(signal)).map(({ teamId }) => teamId);
    },
    async get(team, signal) {
      const answer = await read(team, signal);
      return answer.status === 404 ? undefined : teamOf(answer);
    },
    async require(team, signal) {
      const answer = await read(team, signal);
      if (answer.status !== 404) return teamOf(answer);
      throw idmgmtError('TARGET_UNAVAILABLE', { what: what.get, answer, addition: ', though the team was there' });
    },
    async create(team, signal) {
      const body = newTeam(team);
      const answer = await session.send({ what: what.create, method: 'POST', path: routes.teams, body }, signal);
      if (answer.status !== 409) requireWritten(what.create, answer);
    },
    async replace(team, signal) {
      const parts = { team: team.teamId };
      const call = { what: what.replace, method: 'PUT', path: routes.team, parts, body: wholeTeam(team) } as const;
      requireWritten(what.replace, await session.send(call, signal));
    },
  };
}

function teamOf(answer: HttpAnswer): Team {
  if (answer.status !== 200) throw unexpectedStatus('read team', answer, rights.read);
  return parseBody('read team', answer, Team);
}

function requireWritten(what: string, answer: HttpAnswer): void {
  if (!written.includes(answer.status)) throw unexpectedStatus(what, answer, rights.write);
  parseBody(what, answer, WriteAnswer);
}
