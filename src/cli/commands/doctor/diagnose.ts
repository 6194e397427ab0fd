import { certificateEndText } from '../../../worker/credentials';
import { targetPlace } from '../../../domain/run/names';
import { commandErrors } from '../../../domain/failures/command-errors';
import { defaultSystem } from '../../../domain/systems/systems';
import type { TargetRef } from '../../../domain/tenant/target-ref';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { Interruption, watchSignals } from '../../command/interruption';
import { type Place, resolvePlace } from '../../place/place';
import { printable } from '../../terminal/text';
import type { TargetHints, UserSource, Worked } from '../../options';
import { readTenant } from '../../tenant/read-tenant';
import { jsonOf, type Output, type Paint } from '../../terminal/terminal';
import { openTargets, refTo, type Targets } from '../../place/worker-targets';
import { checkSetup, connectWith, countWorkers, findStuck, type Temporal } from '../../../client';
import { hasRuns, hasWorker } from '../../../embedded/dev-server';
import { presentTemporalCli } from '../../../embedded/temporal-cli';
import { rateOf } from '../../../targets/registry';
import type { Diagnosis } from '../../../targets/contract/target';
import { reportOf } from '../../command/errors';

const targetMs = 60_000;

interface DoctorRequest extends Worked {
  readonly source: UserSource | undefined;
  readonly target: TargetHints;
  readonly output: Output;
}

/** `onboard doctor`. */
export async function diagnose(context: Context, request: DoctorRequest): Promise<ExitCode> {
  const { source, target: hints } = request;
  const found = source === undefined ? undefined : await readTenant(context, { source, target: hints });
  if (found?.nobody !== undefined) context.terminal.say(`warning: ${found.nobody}`);
  const wanted = found?.definition.target;
  const place = resolvePlace(request.place, context.host);
  const signals = watchSignals(context);
  const findings = [...(await diagnoseTemporal(place, context))];
  const { targets, finding } = await lookAtConfiguration(context, request);
  findings.push(finding);
  if (targets !== undefined) {
    for (const ref of wanted === undefined ? refsOf(targets, hints) : [wanted]) {
      findings.push(...(await lookAtTarget(targets, ref, signals.signal)));
    }
    findings.push(...endingCertificates(targets));
  }
  signals.stop();
  if (signals.signal.reason instanceof Interruption) return signals.signal.reason.exitCode;
  return tell(context, findings, request);
}

/** Without a file: the instance that a flag names, else every configured one. */
function refsOf(targets: Targets, hints: TargetHints): readonly TargetRef[] {
  const { system = defaultSystem, instance } = hints;
  return instance === undefined ? targets.refs(hints) : [refTo(system, instance, hints)];
}

async function lookAtConfiguration(
  context: Context,
  request: DoctorRequest,
): Promise<{ targets: Targets | undefined; finding: Finding }> {
  const about = 'worker configuration';
  try {
    const targets = await openTargets(context, request);
    return { targets, finding: { about, check: 'valid', status: 'ok', detail: targets.origin } };
  } catch (error) {
    return { targets: undefined, finding: failedFinding(about, 'valid', error) };
  }
}

async function lookAtTarget(targets: Targets, ref: TargetRef, interrupted: AbortSignal): Promise<readonly Finding[]> {
  const about = targetPlace(ref);
  try {
    const signal = AbortSignal.any([interrupted, AbortSignal.timeout(targetMs)]);
    const found = await targets.directory(ref).diagnose(signal);
    return [...limitsOf(targets, ref), ...found].map((finding) => ({ about, ...finding }));
  } catch (error) {
    return [failedFinding(about, 'target', error)];
  }
}

/** What limits the work at a target: nobody finds `requestsPerSecond` by looking at the target. */
function limitsOf({ config: { targets, slots } }: Targets, ref: TargetRef): readonly Diagnosis[] {
  const rate = rateOf(targets, ref);
  if (rate === undefined) return [];
  const each = `at most ${rate} requests a second (requestsPerSecond), and half of ${slots} activities at once (slots)`;
  return [{ check: 'limits', status: 'ok', detail: `${each}, from each worker: two workers ask twice as often` }];
}

/** Of the certificates that the looks at the targets used, those near their end, by the secret or server to renew. */
function endingCertificates({ certificates }: Targets): readonly Finding[] {
  const findings: Finding[] = [];
  certificates.tell((end) => {
    const status = end.daysLeft < 0 ? 'failed' : 'warning';
    const remedy = 'Renew the certificate there; docs/reference/credentials.md says what is read anew by itself.';
    findings.push({ about: 'certificates', check: 'end', status, detail: certificateEndText(end), remedy });
  });
  return findings;
}

function tell({ terminal }: Context, findings: readonly Finding[], { output }: DoctorRequest): ExitCode {
  const healthy = findings.every(({ status }) => status !== 'failed');
  if (output === 'table') terminal.data(findings.map((finding) => findingText(finding, terminal.paint)).join('\n'));
  else terminal.data(jsonOf({ healthy, findings }, output));
  return healthy ? exitCodes.done : exitCodes.notReady;
}

function findingText({ about, check, status, detail, remedy }: Finding, paint: Paint): string {
  const sign = { ok: paint('green', '✓'), warning: paint('yellow', '!'), failed: paint('red', '✗') }[status];
  const line = `${sign} ${about}: ${check}: ${detail.split('\n').map(printable).join('\n    ')}`;
  return remedy === undefined ? line : `${line}\n    what to do: ${printable(remedy)}`;
}

const about = 'Temporal';

/** What `doctor` finds of Temporal: of a configured one its answers, of the embedded one whether it can be started. */
export async function diagnoseTemporal(place: Place, context: Context): Promise<readonly Finding[]> {
  if (place.mode === 'embedded') return embedded(place.stateDir, context);
  let temporal: Temporal;
  try {
    temporal = await connectWith(place.settings, context.taskQueue);
  } catch (error) {
    return [failedFinding(about, 'reachable', error)];
  }
  const reachable: Finding = {
    about,
    check: 'reachable',
    status: 'ok',
    detail: `${temporal.address}, namespace ${temporal.namespace}`,
  };
  const found = [reachable, await attributes(temporal), await workers(temporal), await stuck(temporal)];
  await temporal.client.connection.close();
  return found;
}

function embedded(stateDir: string, { variables }: Context): readonly Finding[] {
  const cli = presentTemporalCli(variables);
  const program: Finding =
    cli === undefined
      ? { about, check: 'Temporal CLI', status: 'warning', detail: 'not here yet', remedy: 'onboard run downloads it.' }
      : { about, check: 'Temporal CLI', status: 'ok', detail: cli };
  const use = hasWorker(stateDir)
    ? 'a command is working in it'
    : hasRuns(stateDir)
      ? 'it holds runs'
      : 'no run so far';
  return [program, { about, check: 'state folder', status: 'ok', detail: `${stateDir}: ${use}` }];
}

async function attributes(temporal: Temporal): Promise<Finding> {
  const check = 'search attributes';
  try {
    const { missing } = await checkSetup(temporal);
    if (missing.length === 0) return { about, check, status: 'ok', detail: 'all are registered' };
    return {
      about,
      check,
      status: 'failed',
      detail: `missing: ${missing.join(', ')}`,
      remedy: 'Register them: onboard setup',
    };
  } catch (error) {
    return { ...failedFinding(about, check, error), status: 'warning' };
  }
}

async function workers(temporal: Temporal): Promise<Finding> {
  const check = `workers of task queue ${temporal.taskQueue}`;
  const { workflows, activities } = await countWorkers(temporal);
  const detail = `${workflows} for workflows, ${activities} for activities`;
  if (workflows > 0 && activities > 0) return { about, check, status: 'ok', detail };
  return { about, check, status: 'failed', detail, remedy: 'Start one: onboard worker' };
}

/** How many stuck workflows are named. */
const named = 5;

async function stuck(temporal: Temporal): Promise<Finding> {
  const check = 'workflows whose tasks keep failing';
  const found = await findStuck(temporal, named + 1);
  if (found === undefined) return { about, check, status: 'ok', detail: 'this server does not tell' };
  if (found.length === 0) return { about, check, status: 'ok', detail: 'none' };
  const names = found.slice(0, named).map(({ workflowId, cause }) => `${workflowId} (${cause})`);
  const detail = [...names, ...(found.length > named ? ['and more: onboard list --status stuck'] : [])].join('\n');
  return { about, check, status: 'warning', detail, remedy: commandErrors.WORKFLOW_STUCK.remedy };
}

/** One thing `doctor` found, and about what. */
export type Finding = Diagnosis & { readonly about: string };

/** A look that failed, as a finding. */
export function failedFinding(about: string, check: string, error: unknown): Finding {
  const { message, remedy } = reportOf(error);
  return { about, check, status: 'failed', detail: message, ...(remedy === undefined ? {} : { remedy }) };
}
