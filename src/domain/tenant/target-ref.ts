import { z } from 'zod';
import { type System, systems } from '../systems/systems';

/** A name that may stand in workflow ids, addresses and search attributes: of a tenant, an instance, a workspace. */
export const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and "-", at most 63 characters');

/** The name of a role or group in a target: printable, one line. */
export const Entitlement = z
  .string()
  .regex(/^[^\p{C}\p{Z}](?:[^\p{C}]{0,253}[^\p{C}\p{Z}])?$/u, 'must be one line of text');

/**
 * Where a tenant's users go, as data: a target, and what its system needs besides, which the target's own schema has held
 * to its rules. Addresses and credentials are the worker's configuration.
 */
export const TargetRef = z.looseObject({ system: z.enum(systems), instance: Name });
export interface TargetRef {
  readonly system: System;
  readonly instance: string;
  readonly [own: string]: unknown;
}
