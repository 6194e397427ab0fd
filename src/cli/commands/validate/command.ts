import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import { InputFlags, inputOptions, OutputFlags, outputOption, TargetFlags, targetOptions } from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({ ...OutputFlags.shape, ...TargetFlags.shape, ...InputFlags.shape });
export type ValidateCommandFlags = z.infer<typeof Flags>;

export function validateCommand(action: Action): Command {
  const command = new Command('validate')
    .description('Check a tenant file; nothing is called. Every problem is listed with line and column.')
    .argument('<file>', 'tenant file, YAML, JSON or CSV; - is standard input');
  for (const add of [outputOption, inputOptions, targetOptions]) add(command);
  withExamples(command, [
    ['onboard validate tenant.yaml', 'exit 0 when valid, 2 when not'],
    ['onboard validate users.yaml --instance inst1 --workspace ws1', 'a file with users only'],
  ]);
  return command.action(
    action(async (context, [file]) => {
      const { validateTenant } = await import('./validate-tenant.js');
      return validateTenant(context, z.string().parse(file), Flags.parse(command.opts()));
    }),
  );
}
