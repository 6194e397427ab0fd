import { z } from 'zod';
import { defaultSystem, limitsOf, systems } from '../../domain/systems/systems';
import type { FieldLimits } from '../../domain/systems/system-facts';
import { TenantDefinition } from '../../domain/tenant/tenant';
import { AnyReference } from '../../targets/registry';

function longest(field: keyof FieldLimits): number {
  return Math.max(...systems.map((system) => limitsOf(system)[field]));
}

/** What an editor shows and checks for a field, by its name. */
const notes: Readonly<Record<string, object>> = {
  tenant: { description: "The tenant's name. It is shown in clear text in Temporal." },
  target: { description: 'The system the users go to. Its address and credentials are in the worker configuration.' },
  instance: { description: 'The instance of the system, as the worker configuration names it.' },
  users: { description: 'The users of the tenant; both lists must be there, and one of them must hold a user.' },
  primary: { description: 'Users who administer the tenant.' },
  secondary: { description: 'Users who work in it.' },
  email: {
    description: 'The e-mail address; the id, too, unless there is one.',
    minLength: 3,
    maxLength: 254,
  },
  given_name: { description: 'The given name.', minLength: 1, maxLength: longest('givenName') },
  family_name: { description: 'The family name.', minLength: 1, maxLength: longest('familyName') },
  id: { description: "The user's id in the target system.", minLength: 1, maxLength: longest('id') },
};

// A file may leave tenant and target to flags.
const TenantFile = TenantDefinition.extend({ target: AnyReference }).partial({ tenant: true, target: true });

function annotate(name: string, value: unknown): unknown {
  const note = notes[name];
  return note === undefined || typeof value !== 'object' ? value : { ...note, ...value };
}

/** The limits of the default system count unless the file names another. */
function narrowed() {
  const { givenName, familyName, id } = limitsOf(defaultSystem);
  const limited = {
    given_name: { type: 'string', maxLength: givenName },
    family_name: { type: 'string', maxLength: familyName },
    id: { type: 'string', maxLength: id },
  };
  const list = { type: 'array', items: { type: 'object', properties: limited } };
  const target = {
    type: 'object',
    properties: { system: { enum: systems.filter((system) => system !== defaultSystem) } },
    required: ['system'],
  };
  return {
    if: { type: 'object', properties: { target }, required: ['target'] },
    else: { type: 'object', properties: { users: { type: 'object', properties: { primary: list, secondary: list } } } },
  };
}

/**
 * The JSON Schema (2020-12) of a tenant file, for editors. What it cannot say (duplicates, the finer rules of ids and
 * addresses), `onboard validate` does.
 */
export function tenantJsonSchema(): unknown {
  const schema = { title: 'Tenant file of tenant-onboarding', ...z.toJSONSchema(TenantFile) };
  return { ...JSON.parse(JSON.stringify(schema, annotate)), ...narrowed() };
}
