import { type Command, Option } from 'commander';
import { z } from 'zod';
import { parsePositiveDuration } from '../terminal/duration';
import {
  ConfigFlags,
  configOption,
  InputFlags,
  inputOptions,
  OutputFlags,
  outputOption,
  TargetFlags,
  targetOptions,
} from './flags';

function surveyOptions(command: Command): Command {
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

/** Adds what `plan` and `verify` have in common: how they read the target, and of what. */
export function surveyCommandOptions(command: Command): void {
  for (const add of [outputOption, surveyOptions, configOption, inputOptions, targetOptions]) add(command);
}

export const SurveyCommandFlags = z.object({
  ...OutputFlags.shape,
  ...TargetFlags.shape,
  ...InputFlags.shape,
  ...ConfigFlags.shape,
  ...SurveyFlags.shape,
});
