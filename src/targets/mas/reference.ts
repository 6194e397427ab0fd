import { z } from 'zod';
import { Name } from '../../domain/tenant/target-ref';

const masVersion = z
  .string()
  .regex(
    /^\d{1,2}\.\d{1,2}(?:\.x|\.\d{1,4}(?:-(?:pre|alpha|beta|rc)[0-9A-Za-z._-]{0,40})?)?$/,
    'must be a MAS version such as 9.0, 9.0.7, 9.1.x or 9.1.0-pre.8; the name of a channel, 9.1.x-stable, is none',
  );

/**
 * IBM Maximo Application Suite: an instance that the worker's configuration names, and a workspace in it. `version` says
 * which of the two ways to make users counts; without it that is found out.
 */
export const MasRef = z.strictObject({
  system: z.literal('mas'),
  instance: Name,
  workspace: Name.describe('The MAS workspace.'),
  version: masVersion.optional().describe('The version of MAS; found out when it is left out.'),
});
export type MasRef = z.infer<typeof MasRef>;
