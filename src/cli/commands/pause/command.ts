import { InvalidArgumentError } from 'commander';
import type { WholeTarget } from '../../../domain/run/maintenance';
import { longestReason } from '../../../domain/run/run';
import { systems } from '../../../domain/systems/systems';
import { Name } from '../../../domain/tenant/target-ref';
import { defineCommand } from '../../command/define-command';
import { group, parsed, type ValuesOf } from '../../command/option';
import { UsageError } from '../../command/errors';
import { config, duration, output, place, tenantName, type Whose, whoseItems } from '../../options';

/** What is paused: a tenant's run, or every run on a target. */
type Paused = { readonly run: Whose } | { readonly target: WholeTarget };

const onTarget = parsed('--target <system:instance>', 'every run on this target, in place of one tenant', wholeTarget);

const subject = { ...whoseItems, target: onTarget };

function wholeTarget(given: string): WholeTarget {
  const [first, second, ...rest] = given.split(':');
  const [system, instance] = [systems.find((one) => one === first), Name.safeParse(second)];
  if (system !== undefined && instance.success && rest.length === 0) return { system, instance: instance.data };
  throw new InvalidArgumentError(`Write SYSTEM:INSTANCE, such as mas:inst1; systems: ${systems.join(', ')}.`);
}

function oneLine(given: string): string {
  if (given.length <= longestReason && /^[^\p{C}]*[^\p{C}\s][^\p{C}]*$/u.test(given)) return given;
  throw new InvalidArgumentError(`Write one line of at most ${longestReason} characters.`);
}

/** Throws `UsageError` unless there is exactly one. */
function subjectOf(said: ValuesOf<typeof subject>): Paused {
  const { tenant, target } = said;
  if (target === undefined && tenant === undefined) {
    throw new UsageError('Nothing says what is meant.', 'Name a tenant, or a target with --target.');
  }
  if (target === undefined) return { run: { tenant: tenantName(tenant), at: said.at } };
  if (tenant === undefined) return { target };
  throw new UsageError('A tenant and --target contradict each other.', 'Leave one of them out.');
}

const why = {
  reason: parsed('--reason <text>', 'why, for who looks at the run; no personal data', oneLine),
  forMs: duration('--for <time>', 'with --target: how long; default: until it is resumed'),
};

export const pauseCommand = defineCommand({
  name: 'pause',
  summary: "Pause a tenant's open run, or every run on a target: nobody else is started, users in flight finish.",
  options: {
    what: group('tenant', { ...subject, ...why }, ({ reason, forMs, ...said }) => {
      const paused = subjectOf(said);
      if ('target' in paused) return { ...paused, reason, forMs };
      if (forMs === undefined) return { ...paused, reason };
      throw new UsageError('--for is for a target.', 'Name one with --target.');
    }),
    ...{ output, config, place },
  },
  examples: [
    ['onboard pause acme --reason "wait for the licences"', 'start no further user of acme'],
    ['onboard pause --target mas:inst1 --for 4h', 'a maintenance window: every run on inst1 waits'],
  ],
  run: async () => (await import('./pause.js')).pause,
});

export const resumeCommand = defineCommand({
  name: 'resume',
  summary: "Let a paused run go on, or end a target's maintenance window.",
  options: { what: group('tenant', subject, subjectOf), output, place },
  examples: [
    ['onboard resume acme', 'start the users that wait'],
    ['onboard resume --target mas:inst1', 'end the maintenance window: its runs go on'],
  ],
  run: async () => (await import('./pause.js')).resume,
});
