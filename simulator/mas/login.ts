import { LoginBody } from '../../src/targets/mas/wire/wire';
import { issueSecret } from '../server/issued-secret';
import { coreError, ok, withCoreBody } from './handler';

/** Contract: `POST /logininitial`. Every log-in gives a new token; older ones stay valid until they expire. */
export const login = withCoreBody(LoginBody, (world, _call, body) => {
  const { username, password } = world.settings.superuser;
  const right = body.username === username && body.password === password;
  if (!right) return coreError(401, 'User name or password is wrong.');
  world.logins += 1;
  const token = issueSecret(world.settings.seed, `token ${world.logins}`);
  world.tokens.add(token);
  return ok({ token });
});
