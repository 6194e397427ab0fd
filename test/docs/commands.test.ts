import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError, type Command } from 'commander';
import { z } from 'zod';
import { createProgram } from '../../src/cli/program';
import { filesOf, root, runBy, type Shown, shownIn } from './shown';

const pages = filesOf('*.md').filter((file) => file !== 'CHANGELOG.md');
const yaml = filesOf('examples/**/*.yaml', 'deploy/**/*.yml', 'docker-compose.yml');
const manifest = readFileSync(join(root, 'package.json'), 'utf8');
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(manifest));

/** What a sentence may leave out: it says what a command is for, not all that it wants. */
const shortened: readonly string[] = [
  'commander.missingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.optionMissingArgument',
  'commander.help',
];

/** The parser of the command itself, that carries nothing out. */
function silentProgram(): Command {
  const program = createProgram(() => Promise.resolve());
  silence(program);
  return program;
}

function silence(command: Command): void {
  command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  for (const child of command.commands) silence(child);
}

/** What the command has against its arguments; nothing when it would begin. */
async function refusal(parameters: readonly string[]): Promise<CommanderError | undefined> {
  const program = silentProgram();
  try {
    await program.parseAsync(parameters, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : error;
    throw error;
  }
  // One command ignores what it does not know.
  const tolerant = program.commands.find((command) => command.name() === parameters[0]);
  const [unknown] = tolerant?.parseOptions(parameters.slice(1)).unknown ?? [];
  return unknown === undefined || tolerant?.commands.length !== 0
    ? undefined
    : new CommanderError(2, 'commander.unknownOption', `unknown option ${unknown}`);
}

/** What speaks against a command line, by its program; of others nothing is known. */
const reasons: Readonly<Record<string, (words: readonly string[], tolerated: readonly string[]) => Promise<string>>> = {
  npm: async (words, tolerated) => (isScript(words) ? reason(behindNpm(words), tolerated) : 'no such script'),
  node: async ([, file = '']) => (existsSync(join(root, file)) ? '' : 'no such file'),
  onboard: async ([, first = '', ...others], tolerated) => {
    if (/^[A-Z]+$/.test(first)) return '';
    const given = [first, ...others].filter((word) => !word.startsWith('<'));
    const refused = await refusal(given.map((word) => (word === '$TIMEOUT' ? '1h' : word)));
    return refused === undefined || tolerated.includes(refused.code) ? '' : refused.message;
  },
};

async function reason(words: readonly string[], tolerated: readonly string[]): Promise<string> {
  return (await reasons[words[0] ?? '']?.(words, tolerated)) ?? '';
}

async function objections(shown: readonly Shown[], tolerated: readonly string[] = []): Promise<readonly string[]> {
  const told = shown.map(async ({ at, words }) => ({
    line: `${at}: ${words.join(' ')}`,
    why: await reason(words, tolerated),
  }));
  return (await Promise.all(told)).filter(({ why }) => why !== '').map(({ line, why }) => `${line}: ${why}`);
}

function isScript([, verb = '', ...others]: readonly string[]): boolean {
  const name = verb === 'run' ? (others.find((word) => !word.startsWith('-')) ?? '') : verb;
  return name === 'link' || Object.hasOwn(scripts, name);
}

/** `npm run --silent onboard -- status acme` is the command, too. */
function behindNpm(words: readonly string[]): readonly string[] {
  return words.includes('onboard') ? ['onboard', ...words.slice(words.indexOf('--') + 1)] : [];
}

test.each(pages)('the commands that %s shows can be given', async (page) => {
  const { blocks, sentences } = shownIn(page);
  expect([...(await objections(blocks)), ...(await objections(sentences, shortened))]).toEqual([]);
});

test.each(yaml)('the commands that %s runs can be given', async (file) => {
  expect(await objections(runBy(file))).toEqual([]);
});

test.each([
  ['onboard runn tenant.yaml', "unknown command 'runn'"],
  ['onboard run tenant.yaml --outpt json', "unknown option '--outpt'"],
  ['onboard run tenant.yaml --timeout soon', "'soon' is invalid"],
  ['onboard retry', "missing required argument 'tenant'"],
  ['onboard create-initial-users --mas-instance-id i --mas-workspace-id w --no-such', 'unknown option --no-such'],
  ['npm run no-such', 'no such script'],
  ['node dist/no-such.js', 'no such file'],
])('%s would be found', async (line, what) => {
  expect(await objections([{ at: 'page', words: line.split(' '), comment: '' }])).toEqual([
    expect.stringContaining(what),
  ]);
});

test('pages and files are looked at: there are commands in them', () => {
  const shown = pages.map((page) => shownIn(page));
  expect(
    shown.flatMap(({ blocks }) => blocks).filter(({ words: [program] }) => program === 'onboard').length,
  ).toBeGreaterThan(60);
  expect(shown.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(50);
  expect(yaml.flatMap((file) => runBy(file)).length).toBeGreaterThan(6);
});
