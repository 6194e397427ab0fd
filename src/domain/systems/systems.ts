import { knownSystems } from './known-systems';
import type { FieldLimits, FieldOption, SystemFacts, UsualText, WrittenField } from './system-facts';

export { defaultSystem } from './known-systems';

/** A target system's name. */
export type System = keyof typeof knownSystems;

const facts: Readonly<Record<System, Omit<SystemFacts, 'name' | 'failures'>>> = knownSystems;

/** Every target system, the default first. */
export const systems: readonly System[] = Object.keys(knownSystems).filter(isSystem);

export function isSystem(name: unknown): name is System {
  return typeof name === 'string' && Object.hasOwn(knownSystems, name);
}

/** The part of an instance that a tenant of this system lives in. */
export function partOf(system: System): SystemFacts['part'] {
  return facts[system].part;
}

/** The options for fields of a reference, of all systems, by the field. */
export const fieldOptions: Readonly<Record<string, FieldOption>> = Object.fromEntries(
  systems.toReversed().flatMap((system) => Object.entries(facts[system].options ?? {})),
);

/** Whose the accounts of a system are: the instance's, or each part's own. */
export function accountsOf(system: System): NonNullable<SystemFacts['accounts']> {
  return facts[system].accounts ?? 'instance';
}

/** What a system takes of a field as it is installed, by field. */
export function usualTextsOf(system: System): readonly (readonly [field: string, usual: UsualText])[] {
  return Object.entries(facts[system].usual ?? {});
}

/** Whether a system takes this text of a field as it is installed. */
export function isUsual(system: System, field: WrittenField, text: string): boolean {
  const usual = facts[system].usual?.[field];
  return usual === undefined || new RegExp(`^(?:${usual.pattern})$`, 'u').test(text);
}

export function limitsOf(system: System): FieldLimits {
  return facts[system].limits;
}
