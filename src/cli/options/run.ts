import { defaultRunOptions, type RunOptions } from '../../domain/run/run';
import { type Group, group, parsed, text, toggle, under } from '../command/option';
import { parseDuration } from '../terminal/duration';
import { duration, wholeNumber } from './parse';

const runItems = under('How the run goes about it:', {
  concurrency: parsed('--concurrency <n>', 'users in flight at once (default: 20)', wholeNumber(1, 200)),
  step: duration('--step-timeout <time>', 'the longest one step may take (default: 24h)'),
  outage: duration('--outage-timeout <time>', 'the longest the target may be out of order, in all (default: 24h)'),
  ready: duration('--ready-timeout <time>', 'the longest the target may take to be ready (default: 10m)'),
  sync: duration('--sync-timeout <time>', "the longest a user's synchronisation may take (default: 10m)"),
  poll: duration('--poll-interval <time>', 'the longest pause between two looks (default: 5s)'),
  hold: parsed('--hold <time>', 'keep the run open for mending when users failed (default: 0)', parseDuration),
});

/** How a run goes about it. */
export const runOptions: Group<RunOptions> = group('run', runItems, (said) => ({
  concurrency: said.concurrency ?? defaultRunOptions.concurrency,
  stepTimeoutMs: said.step ?? defaultRunOptions.stepTimeoutMs,
  outageTimeoutMs: said.outage ?? defaultRunOptions.outageTimeoutMs,
  outagePatienceMs: defaultRunOptions.outagePatienceMs,
  readyTimeoutMs: said.ready ?? defaultRunOptions.readyTimeoutMs,
  syncTimeoutMs: said.sync ?? defaultRunOptions.syncTimeoutMs,
  pollIntervalMs: said.poll ?? defaultRunOptions.pollIntervalMs,
  holdForMs: said.hold ?? defaultRunOptions.holdForMs,
}));

/** How long a command follows, and whether it shows how it goes on. */
export interface Follow {
  readonly timeoutMs?: number | undefined;
  readonly quiet: boolean;
}

const quiet = toggle('-q, --quiet', 'no progress');

export const follow: Group<Follow> = group(
  'follow',
  { timeoutMs: duration('--timeout <time>', 'stop following after this time (exit 124); the run goes on'), quiet },
  (said) => said,
);

/** How a target is looked at, without a run. */
export interface Looking {
  readonly readyTimeoutMs: number;
  readonly quiet: boolean;
}

const ready = duration('--ready-timeout <time>', 'how long an unready or failing target is tried again (default: 10m)');

export const looking: Group<Looking> = group('looking', { ready, quiet }, (said) => ({
  readyTimeoutMs: said.ready ?? defaultRunOptions.readyTimeoutMs,
  quiet: said.quiet,
}));

/** The worker configuration, if one is named. */
export const config: Group<string | undefined> = group(
  'config',
  { path: text('--config <file>', 'worker configuration; default: ONBOARD_CONFIG or ./onboard.config.yaml') },
  ({ path }) => path,
);
