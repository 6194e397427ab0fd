import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { WholeTarget } from '../../../domain/run/maintenance';
import { longestReason } from '../../../domain/run/run';
import { Name, systems } from '../../../domain/tenant/target-ref';
import { parsePositiveDuration } from '../../terminal/duration';
import { withExamples } from '../../command/examples';
import {
  ConfigFlags,
  configOption,
  OutputFlags,
  outputOption,
  PlaceFlags,
  placeOptions,
  SystemFlags,
  tenantName,
} from '../../options/flags';
import type { Action } from '../../command/action';
import { UsageError } from '../../command/usage-error';

const System = z.enum(systems);

const ResumeFlags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...SystemFlags.shape,
  target: z.object({ system: System, instance: Name }).optional(),
});
export type ResumeCommandFlags = z.infer<typeof ResumeFlags>;

const PauseFlags = z.object({
  ...ResumeFlags.shape,
  ...ConfigFlags.shape,
  reason: z.string().min(1).optional(),
  for: z.int().positive().optional(),
});
export type PauseCommandFlags = z.infer<typeof PauseFlags>;

/** What is paused: a tenant's run, or every run on a target. */
export type Paused = { readonly tenant: string } | { readonly target: WholeTarget };

export function pauseCommand(action: Action): Command {
  const command = new Command('pause').description(
    "Pause a tenant's open run, or every run on a target: nobody else is started, users in flight finish.",
  );
  addSubject(command);
  command
    .addOption(new Option('--reason <text>', 'why, for who looks at the run; no personal data').argParser(reason))
    .addOption(
      new Option('--for <time>', 'with --target: how long; default: until it is resumed').argParser(
        parsePositiveDuration,
      ),
    );
  for (const add of [outputOption, configOption, placeOptions]) add(command);
  withExamples(command, [
    ['onboard pause acme --reason "wait for the licences"', 'start no further user of acme'],
    ['onboard pause --target mas:inst1 --for 4h', 'a maintenance window: every run on inst1 waits'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const flags = PauseFlags.parse(command.opts());
      const subject = subjectOf(tenant, flags);
      if ('tenant' in subject) {
        if (flags.for !== undefined) throw new UsageError('--for is for a target.', 'Name one with --target.');
        const { pauseTenant } = await import('./pause-tenant.js');
        return pauseTenant(context, { tenant: subject.tenant, what: 'pause' }, flags);
      }
      const { beginTargetMaintenance } = await import('./maintain-target.js');
      return beginTargetMaintenance(context, subject.target, flags);
    }),
  );
}

export function resumeCommand(action: Action): Command {
  const command = new Command('resume').description("Let a paused run go on, or end a target's maintenance window.");
  addSubject(command);
  for (const add of [outputOption, placeOptions]) add(command);
  withExamples(command, [
    ['onboard resume acme', 'start the users that wait'],
    ['onboard resume --target mas:inst1', 'end the maintenance window: its runs go on'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const flags = ResumeFlags.parse(command.opts());
      const subject = subjectOf(tenant, flags);
      if ('tenant' in subject) {
        const { pauseTenant } = await import('./pause-tenant.js');
        return pauseTenant(context, { tenant: subject.tenant, what: 'resume' }, flags);
      }
      const { endTargetMaintenance } = await import('./maintain-target.js');
      return endTargetMaintenance(context, subject.target, flags);
    }),
  );
}

function addSubject(command: Command): void {
  command
    .argument('[tenant]', 'name of the tenant')
    .addOption(
      new Option('--target <system:instance>', 'every run on this target, in place of one tenant').argParser(
        wholeTarget,
      ),
    )
    .addOption(new Option('--system <name>', 'target system, when the tenant lives in several').choices(systems))
    .option('--offboarding', "the offboarding of the tenant's users, not their onboarding");
}

/** Throws `UsageError` unless there is exactly one. */
function subjectOf(tenant: unknown, { target }: ResumeCommandFlags): Paused {
  if (target === undefined && tenant === undefined) {
    throw new UsageError('Nothing says what is meant.', 'Name a tenant, or a target with --target.');
  }
  if (target === undefined) return { tenant: tenantName(tenant) };
  if (tenant === undefined) return { target };
  throw new UsageError('A tenant and --target contradict each other.', 'Leave one of them out.');
}

function wholeTarget(text: string): WholeTarget {
  const [first, second, ...rest] = text.split(':');
  const [system, instance] = [System.safeParse(first), Name.safeParse(second)];
  if (system.success && instance.success && rest.length === 0) return { system: system.data, instance: instance.data };
  throw new InvalidArgumentError(`Write SYSTEM:INSTANCE, such as mas:inst1; systems: ${systems.join(', ')}.`);
}

function reason(text: string): string {
  if (text.length <= longestReason && /^[^\p{C}]*[^\p{C}\s][^\p{C}]*$/u.test(text)) return text;
  throw new InvalidArgumentError(`Write one line of at most ${longestReason} characters.`);
}
