import { randomUUID } from 'node:crypto';
import type { Temporal } from '../../../src/client';
import { askUntilHeard } from '../../../src/client/temporal/ask-until-heard';
import { connectToServer } from '../stand';

let temporal: Temporal;
beforeAll(async () => {
  temporal = await connectToServer('nobody-listens');
});
afterAll(() => temporal.client.connection.close());

const refused = (details: string) => Object.assign(new Error(details), { code: 9, details, metadata: {} });
const disturbed = refused('Unable to perform workflow execution update due to unexpected workflow task failure.');

/** Asks something that is answered after so many refusals; answers how often it was asked. */
async function asked(refusals: number, error: Error): Promise<number> {
  let times = 0;
  const ask = async () => {
    times += 1;
    if (times <= refusals) throw error;
  };
  await askUntilHeard(temporal, { workflowId: randomUUID(), patienceMs: 5_000 }, ask);
  return times;
}

it('asks a run again that heard of something else while it took the change, a few times', async () => {
  expect(await asked(2, disturbed)).toBe(3);
  await expect(asked(100, disturbed)).rejects.toBe(disturbed);
});

it('takes any other refusal for an answer', async () => {
  const other = refused('Workflow is not ready for that.');
  await expect(asked(1, other)).rejects.toBe(other);
});
