import { CreateApiKeyBody, errorCodes, routes } from '../../src/targets/mas/wire/wire';
import { issueSecret } from '../server/issued-secret';
import { type Handler, manageError, part, withManageBody } from './handler';
import { manageUrl } from './host-names';
import { answerQuery } from './oslc';
import { type ApiKey, knownToManage, type World } from './world';

/** Accounts that Manage itself brings, and that its API keys are made for. */
const systemUsers: readonly string[] = ['MAXADMIN', 'MXINTADM'];

/** Contract: one key per user; another is refused with 400 `BMXAA10051E`. The key itself is read afterwards. */
export const createApiKey = withManageBody(CreateApiKeyBody, (world, _call, { userid }) => {
  if (!systemUsers.includes(userid) && !knownToManage(world, userid)) {
    return manageError(400, 'The value for User is not valid.');
  }
  if ([...world.apiKeys.values()].some((key) => key.userid === userid)) {
    return manageError(400, `${errorCodes.apiKeyExists} - The user has an API key already.`, errorCodes.apiKeyExists);
  }
  world.keysMade += 1;
  const id = `_${Buffer.from(`${userid}/${world.keysMade}`).toString('base64url')}`;
  const key = { id, apikey: issueSecret(world.settings.seed, `api key ${world.keysMade} ${userid}`), userid };
  world.apiKeys.set(id, key);
  world.changes += 1;
  return { status: 201, headers: { location: address(world, key) } };
});

export const findApiKeys: Handler = (world, call) =>
  answerQuery(
    call,
    world.settings.pageSize,
    [...world.apiKeys.values()].map((key) => ({
      // Unlike in Location: IBM's client finds it in several forms.
      href: `api/os/mxapiapikey/${key.id}`,
      attributes: { apikey: key.apikey, userid: key.userid, expiration: -1 },
    })),
  );

export const deleteApiKey: Handler = (world, call) => {
  if (!world.apiKeys.delete(part(call, 'key'))) return manageError(404, 'The resource does not exist.');
  world.changes += 1;
  return { status: 204 };
};

function address(world: World, key: ApiKey): string {
  return `${manageUrl(world.settings)}${routes.manageApiKeys}/${key.id}`;
}
