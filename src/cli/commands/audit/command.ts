import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { parsePositiveDuration } from '../../terminal/duration';
import { withExamples } from '../../command/examples';
import { PlaceFlags, placeOptions, tenantName } from '../../options/flags';
import type { Action } from '../../command/action';
import { outputs } from '../../terminal/terminal';

const Flags = z.object({ ...PlaceFlags.shape, since: z.date().optional(), output: z.enum(outputs) });
export type AuditCommandFlags = z.infer<typeof Flags>;

export function auditCommand(action: Action): Command {
  const command = new Command('audit')
    .description('Tell who asked for what and what was done for whom: one JSON object a line, without personal data.')
    .argument('[tenant]', 'name of the tenant; default: all')
    .addOption(
      new Option('--since <time>', 'from then on: 24h, 7d, 2026-11-01, 2026-11-01T08:00:00Z').argParser(moment),
    )
    .addOption(new Option('-o, --output <format>', 'how data is printed').choices(outputs).default('jsonl'));
  placeOptions(command);
  withExamples(command, [
    ['onboard audit acme', 'everything that Temporal still knows of a tenant'],
    ['onboard audit --since 24h >> audit.jsonl', 'the last day of all tenants, for an archive'],
    ['onboard audit acme --output table', 'for reading'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const { tellAudit } = await import('./tell-audit.js');
      return tellAudit(context, tenant === undefined ? undefined : tenantName(tenant), Flags.parse(command.opts()));
    }),
  );
}

function moment(text: string): Date {
  const isDate = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  if (!isDate) return new Date(Date.now() - parsePositiveDuration(text));
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('There is no such day or time.');
  return date;
}
