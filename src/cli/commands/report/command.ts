import { formatOfFile, reportFormats } from '../../../domain/report/file-formats';
import { defineCommand } from '../../command/define-command';
import { choice, group, text, toggle } from '../../command/option';
import { place, whose } from '../../options';

const how = {
  runId: text('--run <id>', 'an earlier run; default: the latest'),
  format: choice('--format <format>', 'default: by the ending of --out, else markdown', reportFormats),
  failedOnly: toggle('--failed-only', 'the failed users alone; as yaml or csv an input file to mend and give back'),
  out: text('--out <file>', 'write a file, readable by its owner only; default: standard output'),
};

export const reportCommand = defineCommand({
  name: 'report',
  summary: "Report on a tenant's run: every user with steps, attempts and times. Needs no worker.",
  options: {
    whose,
    how: group('own', how, ({ format, failedOnly, out, runId }) => ({
      ...{ runId, out },
      format: format ?? formatOfFile(out ?? '') ?? 'markdown',
      scope: failedOnly ? ('failed' as const) : ('everyone' as const),
    })),
    place,
  },
  examples: [
    ['onboard report acme', 'the latest run as Markdown'],
    ['onboard report acme --out acme.html', 'one page with search and timelines'],
    ['onboard report acme --format junit --out TEST-acme.xml', 'one test case a user'],
    ['onboard report acme --failed-only --out mend.yaml', 'a tenant file of the failed users'],
  ],
  run: async () => (await import('./report-tenant.js')).reportTenant,
});
