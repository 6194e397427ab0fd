/** The instructions of a Dockerfile, continuation lines joined: `[{name, flags, rest}]`. */
export function parseDockerfile(text) {
  return text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map(parseInstruction);
}

function parseInstruction(line) {
  const [name = '', ...words] = line.trim().split(/\s+/);
  const flags = words.slice(
    0,
    indexOfFirst(words, (word) => !word.startsWith('--')),
  );
  return { name: name.toUpperCase(), flags: Object.fromEntries(flags.map(flag)), rest: words.slice(flags.length) };
}

function flag(word) {
  const [key = '', ...value] = word.slice(2).split('=');
  return [key, value.join('=')];
}

function indexOfFirst(words, test) {
  const index = words.findIndex(test);
  return index === -1 ? words.length : index;
}

/** The program and arguments of a CMD or HEALTHCHECK in JSON form. Throws on the shell form, which needs a shell as PID 1. */
export function execForm(words) {
  const command = JSON.parse(words.join(' '));
  if (!Array.isArray(command)) throw new Error(`Not in JSON form: ${words.join(' ')}`);
  return command;
}
