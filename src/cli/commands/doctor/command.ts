import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import {
  ConfigFlags,
  configOption,
  OutputFlags,
  outputOption,
  PlaceFlags,
  placeOptions,
  TargetFlags,
  targetOptions,
} from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...ConfigFlags.shape,
  ...TargetFlags.shape,
});
export type DoctorCommandFlags = z.infer<typeof Flags>;

export function doctorCommand(action: Action): Command {
  const command = new Command('doctor')
    .description('Check Temporal, the worker configuration and the targets: TLS, credentials, rights. Writes nothing.')
    .argument(
      '[file]',
      'tenant file whose target is checked; default: every configured target, of MAS in --workspace (ws1)',
    );
  for (const add of [outputOption, configOption, targetOptions, placeOptions]) add(command);
  withExamples(command, [
    ['onboard doctor tenant.yaml', "the tenant's target; exit 0 when nothing failed, else 3"],
    ['onboard doctor users.yaml --instance inst1 --workspace ws1', 'of a file with users only'],
    ['onboard doctor --output json', 'every configured target, for a script'],
  ]);
  return command.action(
    action(async (context, [file]) => {
      const { diagnose } = await import('./diagnose.js');
      return diagnose(context, z.string().optional().parse(file), Flags.parse(command.opts()));
    }),
  );
}
