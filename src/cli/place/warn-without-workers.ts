import { countWorkers } from '../../client';
import type { Stage } from './stage';

/** Says so when a configured Temporal has no worker that would carry a run on. */
export async function warnWithoutWorkers({ session, context }: Stage): Promise<void> {
  if (session.place.mode === 'embedded') return;
  const { workflows, activities } = await countWorkers(session.temporal);
  if (workflows > 0 && activities > 0) return;
  context.terminal.say(
    `warning: no worker listens on the task queue ${session.temporal.taskQueue}; the run waits for one (onboard worker).`,
  );
}
