import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import type { Action } from '../../command/action';
import { SurveyCommandFlags, surveyCommandOptions } from '../../options/survey-flags';

const Flags = z.object({
  ...SurveyCommandFlags.shape,
  out: z.string().min(1).optional(),
  detailedExitcode: z.boolean().default(false),
});
export type PlanCommandFlags = z.infer<typeof Flags>;

export function planCommand(action: Action): Command {
  const command = new Command('plan')
    .description('Show what a run would do for each user, by reading the target alone. Writes nothing in it.')
    .argument('<file>', 'tenant file, YAML, JSON or CSV; - is standard input')
    .option('--out <file>', 'keep the plan, for onboard run --plan; it holds the records of users')
    .option('--detailed-exitcode', 'exit 0 when there is nothing to do, 4 when there is');
  surveyCommandOptions(command);
  withExamples(command, [
    ['onboard plan tenant.yaml', 'what would be created, linked, joined, granted, added'],
    ['onboard plan tenant.yaml --out plan.json', 'keep it, then: onboard run --plan plan.json'],
    ['onboard plan tenant.yaml --detailed-exitcode', 'for a pipeline: 0 nothing to do, 4 changes'],
  ]);
  return command.action(
    action(async (context, [file]) => {
      const { planTenant } = await import('./plan-tenant.js');
      return planTenant(context, z.string().parse(file), Flags.parse(command.opts()));
    }),
  );
}
