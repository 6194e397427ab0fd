type Variables = Readonly<Record<string, string | undefined>>;

/** Where programs, texts, temporary files and the CAs of this machine are. */
const harmless = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE'];
/** The way out, for what downloads. */
const way = /^(?:(?:https?|no)_proxy|PIP_\w+)$/i;

/**
 * The environment of a program that we start: what it needs to run at all, and `home` as its home. Ours holds passwords and
 * tokens, which any process of the same user could read in `/proc/PID/environ`.
 */
export function bareEnvironment(variables: Variables, home: string): Readonly<Record<string, string>> {
  return { ...chosen(variables, (name) => harmless.includes(name)), HOME: home, USER: 'onboard' };
}

/** As `bareEnvironment`, for a program that downloads: with proxies and the settings of pip. */
export function downloadEnvironment(variables: Variables, home: string): Readonly<Record<string, string>> {
  return { ...bareEnvironment(variables, home), ...chosen(variables, (name) => way.test(name)) };
}

function chosen(variables: Variables, wanted: (name: string) => boolean): Readonly<Record<string, string>> {
  const entries = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined || !wanted(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
