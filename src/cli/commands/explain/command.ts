import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import { explain } from './explain-code';
import { OutputFlags, outputOption } from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({ ...OutputFlags.shape });

export function explainCommand(action: Action): Command {
  const command = new Command('explain')
    .description('Explain an error code: what it means, whether it is tried again, what to do. Without one, list all.')
    .argument('[code]', 'error code, as results and logs name it');
  outputOption(command);
  withExamples(command, [['onboard explain MAS_SYNC_TIMEOUT', 'one code']]);
  return command.action(
    action(async ({ terminal }, [code]) => {
      const { output } = Flags.parse(command.opts());
      return explain(terminal, z.string().optional().parse(code), output);
    }),
  );
}
