import type { Answer, Call } from '../server/system';
import { manageError, ok } from './handler';

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
export function answerQuery(call: Call, pageSize: number, resources: readonly Resource[]): Answer {
  const where = call.query['oslc.where'];
  const condition = where === undefined ? undefined : parseWhere(where);
  if (where !== undefined && condition === undefined) return manageError(400, 'oslc.where can not be read.');
  const matching = resources.filter(
    ({ attributes }) => condition === undefined || attributes[condition.field] === condition.value,
  );
  const wanted = (call.query['oslc.select'] ?? '').split(',');
  return pageOf(
    call,
    pageSize,
    matching.map((resource) => selected(resource, wanted)),
  );
}

/**
 * One page of a list, whether it was asked for pages or not (IBM's "Maximo REST API Guide", "Auto-paging"). Its next one is
 * at the address that was called. A list of none has no `member` at all.
 */
export function pageOf(call: Call, size: number, members: readonly object[]): Answer {
  const pagenum = Math.max(1, Number(call.query['pageno'] ?? '1') || 1);
  const member = members.slice((pagenum - 1) * size, pagenum * size);
  const totalPages = Math.ceil(members.length / size);
  const next = new URLSearchParams({ ...call.query, pageno: String(pagenum + 1) });
  const href = `https://${call.headers.host}${call.path}?${next.toString()}`;
  const nextPage = pagenum < totalPages ? { nextPage: { href } } : {};
  const responseInfo = { totalCount: members.length, totalPages, pagenum, ...nextPage };
  return ok({ ...(member.length > 0 && { member }), responseInfo });
}

function selected({ href, attributes }: Resource, wanted: readonly string[]) {
  const names = Object.entries(attributes).filter(([name]) => wanted.includes('*') || wanted.includes(name));
  return { href, ...Object.fromEntries(names) };
}

/** The attributes that `oslc.select` names, each with those of its own; `*` stands for all. */
export interface Selection {
  readonly [name: string]: Selection;
}

/** Reads `a,b{c,d{e}}`. */
export function parseSelect(select: string): Selection {
  const tokens = select.match(/[^,{}]+|[{}]/g) ?? [];
  const read = (): Selection => {
    const names: [string, Selection][] = [];
    for (let token = tokens.shift(); token !== undefined && token !== '}'; token = tokens.shift()) {
      const nested = tokens[0] === '{';
      if (nested) tokens.shift();
      names.push([token.trim(), nested ? read() : {}]);
    }
    return Object.fromEntries(names);
  };
  return read();
}

/** What a selection takes of a value. An object or list in it is shown only with a selection of its own. */
export function project(value: Readonly<Record<string, unknown>>, selection: Selection): Record<string, unknown> {
  const shown = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const own = Object.hasOwn(selection, name) ? selection[name] : undefined;
    if (!isNested(inner)) return own !== undefined || Object.hasOwn(selection, '*') ? [[name, inner]] : [];
    if (own === undefined || Object.keys(own).length === 0) return [];
    return [
      [
        name,
        Array.isArray(inner) ? inner.filter(isFields).map((one) => project(one, own)) : project({ ...inner }, own),
      ],
    ];
  });
  return Object.fromEntries(shown);
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return isNested(value) && !Array.isArray(value);
}
