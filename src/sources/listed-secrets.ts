import { z } from 'zod';
import { secretArn } from '../domain/tenant/secret-source';

/** The AWS secrets that a worker may change: by name, the beginning of one and `*`, or ARN; `any` is every secret its role can reach. */
export const SecretList = z.array(
  z
    .string()
    .regex(/^(?:[\w/+=.@-]{1,512}\*?|\*)$|^arn:/, 'must be the name of a secret, the beginning of one and *, or an ARN')
    .refine((entry) => !entry.startsWith('arn:') || secretArn.test(entry), 'is no ARN of a secret'),
);
export type ListedSecrets = 'any' | z.infer<typeof SecretList>;

/** Whether a list has the secret of a full ARN, which ends with a hyphen and six characters of AWS' own. */
export function isListed(arn: string, list: ListedSecrets): boolean {
  if (list === 'any') return true;
  const name = arn
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-[A-Za-z0-9]{6}$/, '');
  return list.some((entry) => {
    if (entry.startsWith('arn:')) return entry === arn;
    return entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry;
  });
}
