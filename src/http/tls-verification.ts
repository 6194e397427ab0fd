/** Throws when the environment turns certificate checks off for the whole process: then nothing may be sent. */
export function assertTlsVerification(env: Readonly<Record<string, string | undefined>>): void {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new Error(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 turns off all certificate checks: unset it, and name the CA in the configuration (ca)',
    );
  }
}
