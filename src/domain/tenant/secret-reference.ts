import { z } from 'zod';

const text = z.string().min(1);

/** Where a secret value is kept. The value itself never stands in a configuration. */
export const SecretReference = z.union([
  z.strictObject({
    env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable'),
  }),
  z.strictObject({ file: text }),
  z.strictObject({ kubernetes: z.strictObject({ namespace: text, secret: text, key: text }) }),
]);
export type SecretReference = z.infer<typeof SecretReference>;

/** The reference in words, for messages: it names the place, never the value. */
export function describeReference(reference: SecretReference): string {
  if ('env' in reference) return `environment variable ${reference.env}`;
  if ('file' in reference) return `file ${reference.file}`;
  const { namespace, secret, key } = reference.kubernetes;
  return `key ${key} of Kubernetes secret ${namespace}/${secret}`;
}
