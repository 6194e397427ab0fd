import { Command, CommanderError } from 'commander';
import { addCommand } from './commands/add/command';
import { auditCommand } from './commands/audit/command';
import { cancelCommand, closeCommand } from './commands/cancel/command';
import { codecServerCommand } from './commands/codec-server/command';
import { createInitialUsersCommand } from './commands/create-initial-users/command';
import { doctorCommand } from './commands/doctor/command';
import { eraseCommand } from './commands/erase/command';
import { explainCommand } from './commands/explain/command';
import { listCommand } from './commands/list/command';
import { offboardCommand } from './commands/offboard/command';
import { pauseCommand, resumeCommand } from './commands/pause/command';
import { planCommand } from './commands/plan/command';
import { reportCommand } from './commands/report/command';
import { retryCommand } from './commands/retry/command';
import { runCommand } from './commands/run/command';
import { scheduleCommand } from './commands/schedule/command';
import { setupCommand } from './commands/setup/command';
import { simulatorCommand } from './commands/simulator/command';
import { skipCommand } from './commands/skip/command';
import { startCommand } from './commands/start/command';
import { statusCommand } from './commands/status/command';
import { syncCommand } from './commands/sync/command';
import { validateCommand } from './commands/validate/command';
import { verifyCommand } from './commands/verify/command';
import { watchCommand } from './commands/watch/command';
import { workerCommand } from './commands/worker/command';
import type { Action } from './command/action';
import type { Context } from './command/context';
import type { Host } from './terminal/host';
import { withExamples } from './command/examples';
import { type ExitCode, exitCodes } from './command/exit-codes';
import { version } from './version';

const commands = [
  ...[runCommand, startCommand, statusCommand, watchCommand, listCommand, retryCommand, cancelCommand, closeCommand],
  ...[addCommand, skipCommand, pauseCommand, resumeCommand],
  ...[offboardCommand, syncCommand, scheduleCommand],
  ...[planCommand, verifyCommand, reportCommand, createInitialUsersCommand],
  ...[validateCommand, setupCommand, doctorCommand, workerCommand, simulatorCommand, explainCommand],
  codecServerCommand,
  ...[auditCommand, eraseCommand],
];

/** Runs the command that the arguments name, and answers its exit code. Throws what the command throws. */
export async function runProgram(parameters: readonly string[], context: Context): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const action: Action =
    (handler) =>
    async (...given) => {
      code = await handler(context, given);
    };
  const program = createProgram(action);
  const { stdout, stderr } = context.host;
  writeTo(program, { stdout, stderr });
  try {
    await program.parseAsync(parameters, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.invalid;
  }
}

/** Every command, each with the action that `action` makes of its handler. */
export function createProgram(action: Action): Command {
  const program = new Command('onboard')
    .description('Onboards the users of a tenant into their target system, durably.')
    .version(version(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command');
  for (const create of commands) program.addCommand(create(action));
  withExamples(program, [
    ['onboard run tenant.yaml', 'onboard a tenant, with progress'],
    ['onboard status acme', 'look at its latest run'],
    ['onboard retry acme', 'retry the users that failed'],
    ['onboard doctor', 'check Temporal, target and credentials'],
  ]);
  refuseStrictly(program);
  return program;
}

/** Help and errors of usage go where the command writes. */
function writeTo(command: Command, { stdout, stderr }: Pick<Host, 'stdout' | 'stderr'>): void {
  command.configureOutput({
    writeOut: (text) => void stdout.write(text),
    writeErr: (text) => void stderr.write(text),
    getOutHelpWidth: () => stdout.columns ?? 80,
    getErrHelpWidth: () => stderr.columns ?? 80,
    getOutHasColors: () => stdout.isTTY === true,
    getErrHasColors: () => stderr.isTTY === true,
  });
  for (const child of command.commands) writeTo(child, { stdout, stderr });
}

/** Takes the flags of another tool, which ignored what it did not know. */
const tolerant: readonly string[] = ['create-initial-users'];

/** Errors of usage are thrown, with a suggestion, and never end the process by themselves. */
function refuseStrictly(command: Command): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError(`(see ${fullName(command)} --help)`)
    .allowExcessArguments(tolerant.includes(command.name()))
    .configureHelp({ showGlobalOptions: false });
  for (const child of command.commands) refuseStrictly(child);
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
