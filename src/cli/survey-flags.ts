import { type Command, Option } from 'commander';
import { z } from 'zod';
import { parsePositiveDuration } from './duration';

/** Options of the commands that read the target themselves. */
export function surveyOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--ready-timeout <time>',
        'how long an unready or failing target is tried again (default: 10m)',
      ).argParser(parsePositiveDuration),
    )
    .option('-q, --quiet', 'no progress');
}

export const SurveyFlags = z.object({
  readyTimeout: z.int().positive().optional(),
  quiet: z.boolean().default(false),
});
export type SurveyFlags = z.infer<typeof SurveyFlags>;
