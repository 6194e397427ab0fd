import type { Answer, Call } from '../system';
import { manageError, ok } from './answers';

export interface Condition {
  readonly field: string;
  readonly value: string;
}

/** A resource of a collection: where it is, and its attributes. */
export interface Resource {
  readonly href: string;
  readonly attributes: Readonly<Record<string, string | number>>;
}

const comparison = /^([a-z]+(?:\.[a-z]+)*)="((?:[^"\\]|\\[\s\S]|"")*)"$/;

/** Reads `field="value"`; in the value `\"` and `""` both stand for a quote. `undefined` for anything else. */
export function parseWhere(where: string): Condition | undefined {
  const [, field, quoted] = comparison.exec(where) ?? [];
  if (field === undefined || quoted === undefined) return undefined;
  return { field, value: quoted.replaceAll(/\\(["\\])|""/g, (_match, escaped: string | undefined) => escaped ?? '"') };
}

/**
 * Answers a query of a collection: the members that `oslc.where` matches (all without it), each with its address and the
 * attributes that `oslc.select` names. A clause that can't be read is refused, for MAS would match nothing or everything.
 */
export function answerQuery(call: Call, resources: readonly Resource[]): Answer {
  const where = call.query['oslc.where'];
  const condition = where === undefined ? undefined : parseWhere(where);
  if (where !== undefined && condition === undefined) return manageError(400, 'oslc.where can not be read.');
  const matching = resources.filter(
    ({ attributes }) => condition === undefined || attributes[condition.field] === condition.value,
  );
  const wanted = (call.query['oslc.select'] ?? '').split(',');
  return ok({ member: matching.map((resource) => selected(resource, wanted)) });
}

function selected({ href, attributes }: Resource, wanted: readonly string[]) {
  const names = Object.entries(attributes).filter(([name]) => wanted.includes('*') || wanted.includes(name));
  return { href, ...Object.fromEntries(names) };
}
