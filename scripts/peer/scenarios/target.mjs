import { atMost, halfASecond } from '../plays.mjs';
import { crowd, emails, tenant } from './people.mjs';

const few = ['bob', 'eve', 'zoe'];
const all = emails(['ada', ...few]);
const many = tenant(crowd(12));
const allOfMany = emails(['ada', ...crowd(12)]);
const paced = { latency: '20ms' };

/** What a MAS does to its callers. */
export const target = [
  {
    name: 'outage-503',
    title: 'half a second of 503 in the middle',
    users: many,
    simulated: paced,
    play: halfASecond({ status: 503 }, 3),
    former: { ends: [1], complete: 'some', named: 'some' },
    ours: { ends: [0], complete: allOfMany, partial: [], keys: 0, twice: [] },
  },
  {
    name: 'outage-reset',
    title: 'half a second in which every connection is closed',
    users: many,
    simulated: paced,
    play: halfASecond({ reset: 'before' }, 3),
    former: { ends: [1], complete: 'some', named: 'some' },
    ours: { ends: [0], complete: allOfMany, partial: [], keys: 0, twice: [] },
  },
  {
    name: 'token-ends',
    title: 'the token ends half-way (401)',
    users: tenant(few),
    faults: [{ path: '/v3/users', skip: 16, times: 1, do: { expireToken: true } }],
    former: { ends: [1], named: 'some' },
    ours: { ends: [0], complete: all, partial: [], keys: 0 },
  },
  {
    name: 'answer-lost',
    title: 'a user is created, the answer is lost',
    users: tenant(few),
    faults: [{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', times: 1, do: { reset: 'after' } }],
    former: { ends: [1], named: emails(['bob']), complete: emails(['ada', 'eve', 'zoe']) },
    ours: { ends: [0], complete: all, partial: [], keys: 0 },
  },
  {
    name: 'hangs',
    title: 'one request is never answered',
    users: tenant(few),
    faults: [{ path: '/v3/users', user: 'bob@acme.example', times: 1, do: { delay: '1h' } }],
    play: atMost(),
    former: { ends: ['goes on'], complete: emails(['ada']) },
    ours: { ends: [0], complete: all, partial: [], keys: 0 },
  },
  {
    name: 'one-refused',
    title: 'one user is refused (400)',
    users: tenant(few),
    faults: [{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }],
    equal: true,
    former: { ends: [1], named: emails(['bob']), complete: emails(['ada', 'eve', 'zoe']), partial: [] },
    ours: { ends: [1], named: emails(['bob']), complete: emails(['ada', 'eve', 'zoe']), partial: [], keys: 0 },
  },
  {
    name: 'sync-error',
    title: 'the synchronisation of the first user stays ERROR',
    users: tenant(few),
    faults: [{ path: '/v3/users', user: 'ada@acme.example', do: { sync: 'ERROR' } }],
    play: atMost(few.length),
    former: { ends: ['goes on'], complete: [] },
    ours: { ends: ['goes on'], complete: emails(few) },
  },
  {
    name: 'without-manage',
    title: 'a workspace without Manage',
    users: tenant(few),
    simulated: { apps: 'facilities,iot' },
    former: { ends: [1], complete: [] },
    ours: { ends: [0], complete: all, partial: [] },
  },
];
