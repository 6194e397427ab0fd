/** What the page says: asks for the token, says that it was wrong, or that the browser is signed in. */
export type SignInState = 'signed-out' | 'refused' | 'signed-in';

const texts = {
  'signed-out': 'Give the token of this codec server: then the Web UI shows clear text in this browser for 8 hours.',
  refused: 'That is not the token.',
  'signed-in': 'This browser is signed in. Reload the Web UI; its codec server settings must include credentials.',
} as const satisfies Record<SignInState, string>;

const form = `<form method="post" action="/session">
<label>Token <input type="password" name="token" autocomplete="off" required autofocus></label>
<button>Sign in</button>
</form>`;

/** The page where a browser gives the token. `uiOrigins` are checked addresses. */
export function signInPage(state: SignInState, uiOrigins: readonly string[]): string {
  const links = uiOrigins.map((origin) => `<p><a href="${origin}">${origin}</a></p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Codec server</title></head>
<body>
<h1>Codec server of tenant-onboarding</h1>
<p role="status">${texts[state]}</p>
${state === 'signed-in' ? links : form}
</body>
</html>
`;
}
