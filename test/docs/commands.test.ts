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
  const program = createProgram(() => () => Promise.resolve());
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

async function objection(
  { at, words }: Omit<Shown, 'comment'>,
  tolerated: readonly string[] = [],
): Promise<readonly string[]> {
  const [program = '', first = ''] = words;
  const told = (what: string) => [`${at}: ${words.join(' ')}: ${what}`];
  if (program === 'npm')
    return isScript(words) ? objection({ at, words: behindNpm(words) }, tolerated) : told('no such script');
  if (program === 'node') return existsSync(join(root, first)) ? [] : told('no such file');
  if (program !== 'onboard' || /^[A-Z]+$/.test(first)) return [];
  const refused = await refusal(words.slice(1).map((word) => (word === '$TIMEOUT' ? '1h' : word)));
  return refused === undefined || tolerated.includes(refused.code) ? [] : told(refused.message);
}

function isScript([, verb = '', ...others]: readonly string[]): boolean {
  const name = verb === 'run' ? (others.find((word) => !word.startsWith('-')) ?? '') : verb;
  return name === 'link' || Object.hasOwn(scripts, name);
}

/** `npm run --silent onboard -- status acme` is the command, too. */
function behindNpm(words: readonly string[]): readonly string[] {
  return words.includes('onboard') ? ['onboard', ...words.slice(words.indexOf('--') + 1)] : [];
}

async function objections(
  shown: readonly Omit<Shown, 'comment'>[],
  tolerated: readonly string[] = [],
): Promise<readonly string[]> {
  return (await Promise.all(shown.map((one) => objection(one, tolerated)))).flat();
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
  expect(await objections([{ at: 'page', words: line.split(' ') }])).toEqual([expect.stringContaining(what)]);
});

test('pages and files are looked at: there are commands in them', () => {
  const shown = pages.map((page) => shownIn(page));
  expect(
    shown.flatMap(({ blocks }) => blocks).filter(({ words: [program] }) => program === 'onboard').length,
  ).toBeGreaterThan(60);
  expect(shown.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(50);
  expect(yaml.flatMap((file) => runBy(file)).length).toBeGreaterThan(6);
});
