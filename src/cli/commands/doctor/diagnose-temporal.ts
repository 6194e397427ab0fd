import { checkSetup, connectWith, countWorkers, type Temporal } from '../../../client';
import { hasRuns, hasWorker } from '../../../embedded/dev-server';
import { presentTemporalCli } from '../../../embedded/temporal-cli';
import type { Context } from '../../command/context';
import { failedFinding, type Finding } from './finding';
import type { Place } from '../../place/place';

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
  const found = [reachable, await attributes(temporal), await workers(temporal)];
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
