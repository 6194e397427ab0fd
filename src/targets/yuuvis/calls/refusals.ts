import { createRefusals } from '../../connection/refusal';
import { type Section, sectionRoles } from '../wire/wire';
import { reasonOf } from './reasons';

export const yuuvisRefusals = createRefusals({ name: 'yuuvis', errorCodeOf: reasonOf });
export const keycloakRefusals = createRefusals({ name: 'Keycloak', errorCodeOf: reasonOf });

/** What a 403 lacks. */
export function rightOf(section: Section): string {
  return `the account of the worker needs the role ${sectionRoles[section]}`;
}
