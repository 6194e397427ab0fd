import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import type { Action } from '../../command/action';
import { SurveyCommandFlags, surveyCommandOptions } from '../../options/survey-flags';

const Flags = z.object({
  ...SurveyCommandFlags.shape,
  missingOnly: z.boolean().default(false),
});
export type VerifyCommandFlags = z.infer<typeof Flags>;

export function verifyCommand(action: Action): Command {
  const command = new Command('verify')
    .description('Check that every user of a tenant file has what a run gives. Writes nothing.')
    .argument('<file>', 'tenant file, YAML, JSON or CSV; - is standard input')
    .option('--missing-only', 'what exists and differs is accepted');
  surveyCommandOptions(command);
  withExamples(command, [
    ['onboard verify tenant.yaml', 'exit 0 when all is as wanted, 1 with the differences'],
    ['onboard verify tenant.yaml --output json', 'for a script'],
  ]);
  return command.action(
    action(async (context, [file]) => {
      const { verifyTenant } = await import('./verify-tenant.js');
      return verifyTenant(context, z.string().parse(file), Flags.parse(command.opts()));
    }),
  );
}
