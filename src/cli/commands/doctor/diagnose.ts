import { certificateEndText } from '../../../worker/credentials';
import { targetPlace } from '../../../domain/run/names';
import { defaultSystem } from '../../../domain/systems/systems';
import type { TargetRef } from '../../../domain/tenant/target-ref';
import type { Context } from '../../command/context';
import { diagnoseTemporal } from './diagnose-temporal';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { failedFinding, type Finding } from './finding';
import { Interruption, watchSignals } from '../../command/interruption';
import { resolvePlace } from '../../place/place';
import { printable } from '../../terminal/printable';
import type { PlaceWish } from '../../options/place';
import type { UserSource } from '../../options/source';
import type { TargetHints } from '../../options/target';
import { readTenant } from '../../tenant/read-tenant';
import { jsonOf, type Output, type Paint } from '../../terminal/terminal';
import { openTargets, refTo, type Targets } from '../../place/worker-targets';

const targetMs = 60_000;

interface DoctorRequest {
  readonly source: UserSource | undefined;
  readonly target: TargetHints;
  readonly place: PlaceWish;
  readonly config: string | undefined;
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
function refsOf(
  targets: Targets,
  { system = defaultSystem, instance, workspace = 'ws1' }: TargetHints,
): readonly TargetRef[] {
  return instance === undefined ? targets.refs(workspace) : [refTo(system, instance, workspace)];
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
    return found.map((finding) => ({ about, ...finding }));
  } catch (error) {
    return [failedFinding(about, 'target', error)];
  }
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
