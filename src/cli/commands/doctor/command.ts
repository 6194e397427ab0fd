import { fieldOptions } from '../../../domain/systems/systems';
import { defineCommand } from '../../command/define-command';
import { text } from '../../command/option';
import { config, output, place, target, usersIfNamed } from '../../options';

const usual = Object.values(fieldOptions)
  .flatMap((option) => (option.usual === undefined ? [] : [`, in ${option.written.split(' ')[0]} (${option.usual})`]))
  .join('');

export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'Check Temporal, the worker configuration and the targets: TLS, credentials, rights. Writes nothing.',
  options: {
    source: usersIfNamed(
      'kept',
      text('[file]', `tenant file whose target is checked; default: every configured target${usual}`),
    ),
    ...{ output, config, target, place },
  },
  examples: [
    ['onboard doctor tenant.yaml', "the tenant's target; exit 0 when nothing failed, else 3"],
    ['onboard doctor users.yaml --instance inst1 --workspace ws1', 'of a file with users only'],
    ['onboard doctor --output json', 'every configured target, for a script'],
  ],
  run: async () => (await import('./diagnose.js')).diagnose,
});
