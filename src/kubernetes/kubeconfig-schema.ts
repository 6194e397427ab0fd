import { z } from 'zod';

const text = z.string('must be text').min(1, 'is empty').nullish();
const base64 = z.base64('is not base64').min(1, 'is empty').nullish();

/** A key that is known and not followed; the reason says what to do instead. */
const refused = (reason: string) =>
  z
    .unknown()
    .refine((value) => !isSet(value), { error: reason })
    .optional();

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== '';
}

/** `context` of a kubeconfig's entry: `v1.Context` of Kubernetes' `clientcmd/api`. */
export const ContextBody = z.object({
  cluster: z.string('must name a cluster').min(1, 'must name a cluster'),
  user: z.string('must name a user').min(1, 'must name a user'),
});

/** `cluster` of a kubeconfig's entry: `v1.Cluster` of Kubernetes' `clientcmd/api`. */
export const ClusterBody = z.object({
  server: z.url({ protocol: /^https$/, error: 'must be an https:// address' }),
  'certificate-authority': text,
  'certificate-authority-data': base64,
  'tls-server-name': text,
  'insecure-skip-tls-verify': refused(
    'is not followed: certificates are always checked; name the CA in certificate-authority',
  ),
  'proxy-url': refused('is not supported: use a context that reaches the cluster without a proxy'),
});

const otherIdentity =
  'is not supported: acting as somebody else is not followed; use the credentials of the account itself';
const otherProgram = 'is not supported: it needs another program; use tokenFile, or client-certificate and client-key';

/** `user` of a kubeconfig's entry: `v1.AuthInfo` of Kubernetes' `clientcmd/api`. */
export const UserBody = z.object({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': base64,
  'client-key': text,
  'client-key-data': base64,
  exec: refused(otherProgram),
  'auth-provider': refused(otherProgram),
  username: refused('is not supported: Kubernetes takes passwords no more; use a token or a client certificate'),
  as: refused(otherIdentity),
  'as-uid': refused(otherIdentity),
});
export type UserBody = z.infer<typeof UserBody>;
