import { Writable } from 'node:stream';
import { jsonOf, openTerminal } from '../../../src/cli/terminal/terminal';

const escape = '\u001B[2J\u009B31m\u202Ex\ry\u0007';

function written(): { readonly said: () => string; readonly stream: Writable } {
  const texts: string[] = [];
  const stream = new Writable({ write: (chunk, _, done) => (texts.push(String(chunk)), done()) });
  return { said: () => texts.join(''), stream };
}

it('writes nothing that steers a terminal, and its own colours', () => {
  const [out, err] = [written(), written()];
  const terminal = openTerminal({ env: {}, stdout: out.stream, stderr: err.stream });
  terminal.data(`\u001B[1mbold\u001B[22m ${escape}\tend`);
  terminal.say(escape);
  const clean = '\uFFFD[2J\uFFFD31m\uFFFDx\uFFFDy\uFFFD';
  expect([out.said(), err.said()]).toEqual([`\u001B[1mbold\u001B[22m ${clean}\tend\n`, `${clean}\n`]);
});

it('escapes it in JSON, where nothing is lost', () => {
  const text = jsonOf({ escape }, 'jsonl');
  expect(text).toMatch(/^[ -~]+$/);
  expect(JSON.parse(text)).toEqual({ escape });
});
