import { z } from 'zod';
import { Name } from '../../domain/tenant/target-ref';
import { onDisabledChoices } from './parts/settings';

const masVersion = z
  .string()
  .regex(
    /^\d{1,2}\.\d{1,2}(?:\.x|\.\d{1,4}(?:-(?:pre|alpha|beta|rc)[0-9A-Za-z._-]{0,40})?)?$/,
    'must be a MAS version such as 9.0, 9.0.7, 9.1.x or 9.1.0-pre.8; the name of a channel, 9.1.x-stable, is none',
  );

/**
 * IBM Maximo Application Suite: an instance that the worker's configuration names, and a workspace in it. `version` says
 * which of the two ways to make users counts: without it, the one below 9.1.
 */
export const MasRef = z.strictObject({
  system: z.literal('mas'),
  instance: Name,
  workspace: Name.describe('The MAS workspace.'),
  version: masVersion.optional().describe('The version of MAS; below 9.1 when it is left out.'),
  onDisabled: z
    .enum(onDisabledChoices)
    .optional()
    .describe('What becomes of a user who is there and inactive; enable when it is left out.'),
});
export type MasRef = z.infer<typeof MasRef>;

/** A workspace of an instance, and what the tenant says about it. */
export type MasPlace = Pick<MasRef, 'workspace' | 'version' | 'onDisabled'>;
