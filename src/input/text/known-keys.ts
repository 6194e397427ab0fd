import { z } from 'zod';
import type { Path } from './problem';

type Schema = z.core.$ZodType;

/** What a schema wraps, or the branches it chooses from; itself when it does neither. */
function unwrap(schema: Schema): readonly Schema[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}

function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}

function step(schema: Schema, part: string | number): readonly Schema[] {
  if (schema instanceof z.ZodArray) return unwrap(schema.element);
  if (schema instanceof z.ZodRecord) return unwrap(schema.valueType);
  const next = shapeOf(schema)[part];
  return next === undefined ? [] : unwrap(next);
}

/** The keys that a schema knows at a path; of a union, those of all its branches. */
export function knownKeys(schema: Schema, path: Path): readonly string[] {
  const reached = path.reduce<readonly Schema[]>((at, part) => at.flatMap((one) => step(one, part)), unwrap(schema));
  return [...new Set(reached.flatMap((one) => Object.keys(shapeOf(one))))];
}
