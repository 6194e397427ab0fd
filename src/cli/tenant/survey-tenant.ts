import { factsOf, type FailureCode } from '../../domain/failures/failures';
import { targetLabel } from '../../domain/run/names';
import { defaultRunOptions } from '../../domain/run/run';
import type { TenantDefinition } from '../../domain/tenant/tenant';
import { createPatience } from '../../plan/patience';
import { type PlanDocument, planDocument } from '../../plan/plan-document';
import { type SurveyOptions, surveyTarget } from '../../plan/survey';
import { TargetError } from '../../targets/contract/target';
import type { Context } from '../command/context';
import { type ExitCode, exitCodeOfOutcome } from '../command/exit-codes';
import { watchSignals } from '../command/interruption';
import { printable } from '../terminal/text';
import { errorText } from '../command/errors';
import type { Looking } from '../options';
import { configuredTarget } from '../place/target-check';
import { jsonOf, type Output, type Terminal } from '../terminal/terminal';
import { openTargets } from '../place/worker-targets';

/** How the target is looked at, and with which worker configuration. */
export interface SurveyWish {
  readonly looking: Looking;
  readonly config: string | undefined;
  /** Whether the target itself is asked about users whom a run would create. */
  readonly ask?: 'target' | undefined;
}

/** Users looked at at once. */
const concurrency = 20;

/** The target could not be looked at at all. */
class SurveyFailed extends Error {
  override readonly name = 'SurveyFailed';
  readonly code: FailureCode;
  readonly remedy: string;

  constructor({ code, message }: TargetError) {
    super(message);
    this.code = code;
    this.remedy = factsOf(code).remedy;
  }
}

/**
 * Reads the target of a tenant in this process, without Temporal, and writes nothing. Progress goes to standard error.
 * Throws `UsageError` for a configuration that is wrong, `SurveyFailed`, and an `Interruption`.
 */
export async function surveyTenant(
  context: Context,
  definition: TenantDefinition,
  { looking, config, ask }: SurveyWish,
): Promise<PlanDocument> {
  const { directory } = await openTargets(context, { config }, definition.target);
  const target = configuredTarget(directory, definition.target);
  const { primary, secondary } = definition.users;
  const total = primary.length + secondary.length;
  let told = false;
  const onUnasked = () => {
    const place = targetLabel(definition.target);
    if (!told) context.terminal.say(`warning: ${place} cannot be asked: --ask-target adds nothing.`);
    told = true;
  };
  const users = await lookPatiently(context, { ...looking, total }, (options) =>
    surveyTarget(target, definition.users, { ...options, ask, onUnasked }),
  );
  return planDocument(definition, users);
}

interface PatientLook extends Looking {
  /** How many users are looked at. */
  readonly total: number;
}

/** Looks at users of a target, as long as that may take, with progress. Throws `SurveyFailed`, and an `Interruption`. */
export async function lookPatiently<T>(
  context: Context,
  { total, quiet, readyTimeoutMs: longestMs }: PatientLook,
  look: (options: SurveyOptions) => Promise<T>,
): Promise<T> {
  const progress = surveyProgress(context.terminal, { total, quiet });
  const signals = watchSignals(context);
  const { pollIntervalMs } = defaultRunOptions;
  const patience = createPatience({ longestMs, pollIntervalMs, signal: signals.signal, onWait: progress.waiting });
  try {
    return await look({ patience, concurrency, onUser: progress.looked });
  } catch (error) {
    throw error instanceof TargetError ? new SurveyFailed(error) : error;
  } finally {
    signals.stop();
  }
}

/** Says why nothing could be looked at; other errors pass. */
export function tellSurveyFailed(
  { terminal }: Context,
  { tenant, target, output }: Pick<TenantDefinition, 'tenant' | 'target'> & { readonly output: Output },
  error: unknown,
): ExitCode {
  if (!(error instanceof SurveyFailed)) throw error;
  const { code, message, remedy } = error;
  const failed = { tenant, target, status: 'failed', error: { code, message, remedy } };
  if (output !== 'table') terminal.data(jsonOf(failed, output));
  terminal.say(errorText(error));
  return exitCodeOfOutcome({ kind: 'failed', error: { code } });
}

interface ProgressOptions {
  readonly total: number;
  readonly quiet: boolean;
}

/** A line for every tenth of the users, and one for each new reason to wait. */
function surveyProgress({ say }: Terminal, { total, quiet }: ProgressOptions) {
  const told = new Set<string>();
  let looked = 0;
  const tell = quiet ? () => undefined : say;
  return {
    looked: () => {
      looked += 1;
      const tenth = Math.floor((looked * 10) / total);
      if (tenth > Math.floor(((looked - 1) * 10) / total)) tell(`looked at ${looked} of ${total} users`);
    },
    waiting: ({ code, message }: TargetError) => {
      if (!told.has(code)) tell(`waiting: ${code}: ${printable(message)}`);
      told.add(code);
    },
  };
}
