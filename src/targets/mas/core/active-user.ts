import type { HttpAnswer } from '../../../http/request';
import { TargetError } from '../../contract/target';
import type { Service } from '../../connection/service';
import { masError, parseBody, unexpectedStatus } from '../wire/errors';
import { routes, User, WholeUser } from '../wire/wire';
import { coreRight } from './core-right';

/** Which standing a user is to have, and in words what is done. */
interface Standing {
  readonly what: string;
  readonly id: string;
  readonly active: boolean;
}

/** Sends the user back as it is now, with another standing; undefined when there is none. Inferred: docs/reference/mas.md. */
export async function setActive(
  core: Service,
  { what, id, active }: Standing,
  signal?: AbortSignal,
): Promise<HttpAnswer | undefined> {
  const parts = { id };
  const read = await core.send({ what, method: 'GET', path: routes.user, parts }, signal);
  if (read.status === 404) return undefined;
  if (read.status !== 200) throw unexpectedStatus(what, read, coreRight);
  const user = parseBody(what, read, WholeUser);
  const body = { ...user, status: { ...user.status, active } };
  const answer = await core.send({ what, method: 'PUT', path: routes.user, parts, body }, signal);
  if (answer.status !== 200) throw unexpectedStatus(what, answer, coreRight);
  return answer;
}

/** As `activate` of `CoreUsers`. */
export async function activate(core: Service, id: string, signal?: AbortSignal): Promise<void> {
  const what = 'activate user';
  const answer = await setActive(core, { what, id, active: true }, signal);
  if (answer === undefined) throw new TargetError('MAS_USER_NOT_FOUND', `${what}: MAS has no such user`);
  if (parseBody(what, answer, User).status?.active !== false) return;
  throw masError('MAS_USER_DISABLED', { what, answer, addition: ', and still shows the user inactive' });
}
