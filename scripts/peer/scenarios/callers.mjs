import { addedToSecret, stoppedAndStartedAgain, twoApart, twoAtOnce } from '../plays.mjs';
import { crowd, emails, tenant } from './people.mjs';

const users = tenant(crowd(9));
const all = emails(['ada', ...crowd(9)]);
const entriesOf = (names) => Object.fromEntries(emails(names).map((email) => [email, 'secondary,Some,Example']));

/** What becomes of the command, and what happens beside it. */
export const callers = [
  {
    name: 'sigterm',
    title: 'SIGTERM half-way, started again',
    users,
    simulated: { latency: '20ms' },
    play: stoppedAndStartedAgain('SIGTERM', 3),
    former: { ends: ['SIGTERM', 0], complete: all, keys: 1 },
    ours: { ends: [143, 0], complete: all, partial: [], keys: 0, twice: [] },
  },
  {
    name: 'sigkill',
    title: 'SIGKILL half-way, started again',
    users,
    simulated: { latency: '20ms' },
    play: stoppedAndStartedAgain('SIGKILL', 3),
    former: { ends: ['SIGKILL', 0], complete: all, keys: 1 },
    ours: { ends: ['SIGKILL', 0], complete: all, partial: [], keys: 0, twice: [] },
  },
  {
    name: 'two-at-once',
    title: 'two at once for the same tenant',
    users,
    simulated: { latency: '20ms' },
    play: twoAtOnce,
    // What exactly goes wrong is a matter of who is first where.
    former: { trouble: true },
    ours: { ends: [0, 0], complete: all, partial: [], keys: 0, twice: [] },
  },
  {
    name: 'two-machines',
    title: 'two at once that know nothing of each other',
    users,
    simulated: { latency: '20ms' },
    play: twoApart,
    former: { trouble: true },
    ours: { ends: [0, 0], complete: all, partial: [], keys: 0 },
  },
  {
    name: 'secret-added',
    title: 'an entry is added to the secret during the run',
    secret: entriesOf(crowd(6)),
    simulated: { latency: '100ms' },
    play: addedToSecret(entriesOf(crowd(6)), entriesOf(['late'])),
    former: { ends: [0], complete: emails(crowd(6)), secret: [] },
    ours: { ends: [0], complete: emails(crowd(6)), secret: emails(['late']) },
  },
];
