import { Command, Option } from 'commander';
import { z } from 'zod';
import { reportFormats } from '../../../report/formats';
import { withExamples } from '../../command/examples';
import { PlaceFlags, placeOptions, SystemFlags, tenantArgument, tenantName } from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...SystemFlags.shape,
  run: z.string().min(1).optional(),
  format: z.enum(reportFormats).optional(),
  failedOnly: z.boolean().default(false),
  out: z.string().min(1).optional(),
});
export type ReportCommandFlags = z.infer<typeof Flags>;

export function reportCommand(action: Action): Command {
  const command = new Command('report')
    .description("Report on a tenant's run: every user with steps, attempts and times. Needs no worker.")
    .option('--run <id>', 'an earlier run; default: the latest')
    .addOption(new Option('--format <format>', 'default: by the ending of --out, else markdown').choices(reportFormats))
    .option('--failed-only', 'the failed users alone; as yaml or csv an input file to mend and give back')
    .option('--out <file>', 'write a file, readable by its owner only; default: standard output');
  for (const add of [tenantArgument, placeOptions]) add(command);
  withExamples(command, [
    ['onboard report acme', 'the latest run as Markdown'],
    ['onboard report acme --out acme.html', 'one page with search and timelines'],
    ['onboard report acme --format junit --out TEST-acme.xml', 'one test case a user'],
    ['onboard report acme --failed-only --out mend.yaml', 'a tenant file of the failed users'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const { reportTenant } = await import('./report-tenant.js');
      return reportTenant(context, tenantName(tenant), Flags.parse(command.opts()));
    }),
  );
}
