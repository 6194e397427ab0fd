import type { TargetError } from '../../contract/target';
import type { Said } from '../../connection/refusal';
import type { Service } from '../../connection/service';
import { isUsual } from '../../../domain/systems/systems';
import { errorCodeOf, masError, parseBody, unexpectedStatus } from '../wire/errors';
import { queries, routes, User, type UserDefinition } from '../wire/wire';
import { coreRight } from './core-right';
import { reread, type Rereading } from './reread';

export interface UserMaker {
  /** As `create` of `CoreUsers`; `made`: MAS has said that it made the user just now. */
  make(definition: UserDefinition, signal?: AbortSignal): Promise<{ readonly user: User; readonly made: boolean }>;
  /** As `validate` of `CoreUsers`. */
  validate(definition: UserDefinition, signal?: AbortSignal): Promise<void>;
}

interface MakerParts {
  readonly core: Service;
  readonly rereading: Rereading;
  readonly get: (id: string, signal?: AbortSignal) => Promise<User | undefined>;
}

type Answered = Pick<Said, 'what' | 'answer'>;

/** Statuses of a check that found nothing: IBM's page names 201, as for a creation. */
const accepted: readonly number[] = [200, 201, 204];

export function createUserMaker({ core, rereading, get }: MakerParts): UserMaker {
  return {
    async make(body, signal) {
      const what = 'create user';
      const answer = await core.send({ what, method: 'POST', path: routes.users, body }, signal);
      if (answer.status !== 201 && answer.status !== 409) throw rejection({ what, answer }, body.id);
      const made = madeUser({ what, answer });
      if (made !== undefined && isCalled(made, body.id)) return { user: made, made: true };
      // A 201 may name another user than was asked for: what counts is whether the one that was asked for is there.
      const existing = await reread(rereading, () => get(body.id, signal), signal);
      if (existing !== undefined) return { user: existing, made: false };
      if (answer.status === 409) throw await refusalOf({ what, answer }, body.id, signal);
      throw notShown({ what, answer }, made);
    },
    async validate(body, signal) {
      const what = 'check user';
      const call = { what, method: 'POST', path: routes.users, query: queries.validate, body } as const;
      const answer = await core.send(call, signal);
      if (answer.status === 409) throw await refusalOf({ what, answer }, body.id, signal);
      if (!accepted.includes(answer.status)) throw rejection({ what, answer }, body.id);
      if ((await get(body.id, signal)) === undefined) return;
      throw masError('MAS_VALIDATION_WROTE', { what, answer, addition: ', and has the user now' });
    },
  };

  /** The id may be a deleted user's, the address another one's, or the account one that MAS made of this id before. */
  async function refusalOf(said: Answered, id: string, signal?: AbortSignal): Promise<TargetError> {
    const meant = unexpectedStatus(said.what, said.answer);
    if (meant.code !== 'TARGET_REJECTED') return meant;
    for (const other of new Set([id.toUpperCase(), id.toLowerCase()])) {
      if (other === id || (await get(other, signal)) === undefined) continue;
      return masError('MAS_USER_RENAMED', { ...said, addition: ', and has a user with this id in another case' });
    }
    return masError('MAS_USER_CONFLICT', { ...said, addition: ', yet no user has this id' });
  }
}

/** A 400 without a code, to an id that MAS does not take as it is installed, is most likely about that. */
function rejection({ what, answer }: Answered, id: string): TargetError {
  const meant = unexpectedStatus(what, answer, coreRight);
  const isAboutId = answer.status === 400 && meant.code === 'TARGET_REJECTED' && errorCodeOf(answer) === undefined;
  if (!isAboutId || isUsual('mas', 'id', id)) return meant;
  return masError('MAS_ID_REFUSED', { what, answer, addition: ', and the id holds characters of an uncommon kind' });
}

/** The user that a 201 tells of; undefined when it tells of none. */
function madeUser({ what, answer }: Answered): User | undefined {
  return answer.status === 201 && answer.body !== undefined ? parseBody(what, answer, User) : undefined;
}

function isCalled({ id }: User, wanted: string): boolean {
  return (id ?? wanted) === wanted;
}

function notShown(said: Answered, made: User | undefined): TargetError {
  if (made !== undefined) return masError('MAS_USER_RENAMED', { ...said, addition: ', and names another id' });
  return masError('UNEXPECTED_RESPONSE', { ...said, addition: ', yet does not show the user' });
}
