import { InvalidArgumentError } from 'commander';
import { isRecordField, type RecordField, recordFields } from '../../../domain/run/record-edits';
import { defineCommand } from '../../command/define-command';
import { group, parsed, texts } from '../../command/option';
import { UsageError } from '../../command/errors';
import { config, follow, notify, output, place, report, runOptions, whose } from '../../options';

type RecordChanges = Partial<Record<RecordField, string>>;

function recordChange(given: string, before: RecordChanges | undefined): RecordChanges {
  const at = given.indexOf('=');
  const field = given.slice(0, Math.max(at, 0));
  if (isRecordField(field)) return { ...before, [field]: given.slice(at + 1) };
  throw new InvalidArgumentError(`Write FIELD=VALUE; fields: ${recordFields.join(', ')}.`);
}

const who = {
  users: texts('--user <id...>', 'only these users'),
  changes: parsed('--set <field=value>', 'correct the user that --user names (email, …), repeatable', recordChange),
};

export const retryCommand = defineCommand({
  name: 'retry',
  summary: "Retry the failed users of a tenant's latest run, and follow until they are done.",
  options: {
    whose,
    who: group('own', who, ({ users, changes }) => {
      const [user, ...others] = users ?? [];
      if (changes === undefined) return { users };
      if (user !== undefined && others.length === 0) return { users, correction: { user, changes } };
      throw new UsageError('--set corrects one user: name it with --user.', 'Give one command for each user.');
    }),
    ...{ report, output, follow, config, run: runOptions, notify, place },
  },
  examples: [
    ['onboard retry acme', 'all failed users, nobody else'],
    ['onboard retry acme --user ada@acme.example', 'one of them'],
    ['onboard retry acme --user ada@acme.exmaple --set email=ada@acme.example', 'with the address corrected'],
  ],
  run: async () => (await import('./retry-tenant.js')).retryTenant,
});
