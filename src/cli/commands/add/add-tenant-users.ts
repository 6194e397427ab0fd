import { addToRun, findRun, targetOfRun } from '../../../client';
import { toUsers } from '../../../input/tenant/to-users';
import type { Context } from '../../command/context';
import type { ExitCode } from '../../command/exit-codes';
import { settleRun, tellFinished } from '../../follow/settle-run';
import type { Begun, Whose, Told, UserSource, Worked } from '../../options';
import { requireRuns, resolvePlace } from '../../place/place';
import { onStage, type Stage } from '../../place/stage';
import { userKeyOptions } from '../../place/user-keys';
import { ownTargets } from '../../place/worker-targets';
import { tellStarted } from '../run/run-tenant';
import { partIn, samePlace } from '../../../domain/run/names';
import { fieldOptions, partOf } from '../../../domain/systems/systems';
import type { TargetRef } from '../../../domain/tenant/target-ref';
import type { TenantDefinition } from '../../../domain/tenant/tenant';
import type { UserKind } from '../../../domain/tenant/user';
import { parseTenantFile } from '../../../input/tenant/tenant-file';
import { formatProblems } from '../../../input/text/problem';
import { UsageError } from '../../command/errors';
import { type FoundTenant, readPresentTenant } from '../../tenant/read-tenant';
import { tellNobody } from '../../tenant/start-request';

interface AddWish extends WhoIsAdded, Worked, Told, Begun {
  readonly tenant: Whose;
}

/** `onboard add`: users for the tenant's open run, else for a new one; follows until they are done. */
export async function addTenantUsers(context: Context, wish: AddWish): Promise<ExitCode> {
  const place = resolvePlace(wish.place, context.host);
  requireRuns(place, wish.tenant.tenant);
  const targets = await ownTargets(context, { ...wish, place });
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const last = await findRun(stage.session.temporal, wish.tenant);
    const found = await addedUsers(context, await homeOf(stage, wish), wish);
    if (found.nobody !== undefined) return tellNobody(context, found, wish.output);
    const request = await requestOf(context, found, wish);
    if (last.open) await stage.takeOver(last);
    const awsEndpoint = wish.source?.kind === 'secret' ? wish.source.endpoint : undefined;
    const worker = targets === undefined ? {} : await stage.carryOn({ ...targets, awsEndpoint });
    const started = await addToRun(stage.session.temporal, request);
    const { tenant, target } = request;
    if (started.kind === 'nothing-to-do') {
      return tellFinished(stage, { tenant, target, outcome: started.outcome }, wish);
    }
    await tellStarted(stage, tenant, started);
    const awaited = started.kind === 'joined' ? { users: request.users.map(({ key }) => key) } : undefined;
    return settleRun(stage, { ...wish, tenant, target, run: started, workerDone: worker.done, awaited });
  });
}

async function homeOf({ session }: Stage, { tenant }: AddWish): Promise<Home> {
  return { tenant: tenant.tenant, target: await targetOfRun(session.temporal, tenant) };
}

async function requestOf(
  context: Context,
  { definition, secret }: FoundTenant,
  { run: options, notify, config }: AddWish,
): Promise<Parameters<typeof addToRun>[1]> {
  const { tenant, target } = definition;
  const users = toUsers(definition, await userKeyOptions(context, config));
  const secrets = secret === undefined ? {} : { secrets: [secret] };
  return { tenant, target, users, options, notify, ...secrets };
}

/** Where the tenant lives already. */
interface Home {
  readonly tenant: string;
  readonly target: TargetRef;
}

/** A record that nothing was held against yet. */
interface GivenUser {
  readonly kind: UserKind;
  readonly record: object;
}

/** The users of a file or secret, or one user. */
export interface WhoIsAdded {
  readonly source: UserSource | undefined;
  readonly oneUser: GivenUser | undefined;
}

/**
 * Who is added to a tenant, held to the rules of a tenant file. Throws `UsageError` with every problem, and for a file of
 * another tenant or place.
 */
export async function addedUsers(context: Context, home: Home, { source, oneUser }: WhoIsAdded): Promise<FoundTenant> {
  if (source === undefined) return { definition: { ...home, users: userOfRecord(home, oneUser) } };
  if (oneUser !== undefined) {
    throw new UsageError('A file and --email are given.', 'Name the file, or one user by flags.');
  }
  const { tenant, target } = home;
  const { system, instance } = target;
  const read = await readPresentTenant(context, { source, target: { system, instance, tenant, ...partSaid(target) } });
  const { definition } = read;
  if (definition.target.system === system && samePlace(definition.target, target, tenant)) {
    return { ...read, definition: { ...definition, ...home } };
  }
  throw new UsageError(
    'The file names another place than the one where the tenant lives.',
    'Start it with onboard run.',
  );
}

function userOfRecord({ tenant, target }: Home, given: GivenUser | undefined): TenantDefinition['users'] {
  if (given === undefined) {
    throw new UsageError('Nobody is named.', 'Name a file, a secret with --aws-secret, or one user with --email.');
  }
  const users = { primary: [], secondary: [], [given.kind]: [given.record] };
  const read = parseTenantFile(Buffer.from(JSON.stringify({ tenant, target, users })));
  if (read.ok) return read.value.users;
  const problems = read.problems.map((problem) => ({ ...problem, line: 0, column: 0, path: flagOf(problem.path) }));
  throw new UsageError(`The user cannot be added; nothing was called.\n${formatProblems(problems, 'the flags')}`);
}

/** `users.secondary[0].given_name` as `--given-name`. */
function flagOf(path: string): string {
  return `--${(path.split('.').at(-1) ?? '').replaceAll('_', '-')}`;
}

/** The part of the instance, where a command could name it. */
function partSaid(target: TargetRef): Readonly<Record<string, string | undefined>> {
  const { field = '' } = partOf(target.system) ?? {};
  return field in fieldOptions ? { [field]: partIn(target) } : {};
}
