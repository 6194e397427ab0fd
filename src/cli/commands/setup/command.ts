import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import { OutputFlags, outputOption, PlaceFlags, placeOptions } from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({ ...PlaceFlags.shape, ...OutputFlags.shape });
export type SetupCommandFlags = z.infer<typeof Flags>;

export function setupCommand(action: Action): Command {
  const command = new Command('setup').description(
    'Register the search attributes in the Temporal namespace; again, nothing.',
  );
  for (const add of [outputOption, placeOptions]) add(command);
  withExamples(command, [['onboard setup --address temporal:7233', 'once per namespace']]);
  return command.action(
    action(async (context) => {
      const { setUpNamespace } = await import('./set-up-namespace.js');
      return setUpNamespace(context, Flags.parse(command.opts()));
    }),
  );
}
