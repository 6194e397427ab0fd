import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import { ConfigFlags, configOption, PlaceFlags, placeOptions } from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({ ...PlaceFlags.shape, ...ConfigFlags.shape });
export type WorkerCommandFlags = z.infer<typeof Flags>;

export function workerCommand(action: Action): Command {
  const command = new Command('worker').description(
    'Carry runs on until Ctrl-C or SIGTERM. With no Temporal configured, also keep the embedded server up.',
  );
  for (const add of [configOption, placeOptions]) add(command);
  withExamples(command, [
    ['onboard worker --config onboard.config.yaml --address temporal:7233', 'a worker of a Temporal server'],
    ['onboard worker', 'embedded: onboard start and onboard status work meanwhile'],
  ]);
  return command.action(
    action(async (context) => {
      const { work } = await import('./work.js');
      return work(context, Flags.parse(command.opts()));
    }),
  );
}
