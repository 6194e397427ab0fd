import { Command, CommanderError } from 'commander';
import { addCommand } from './commands/add/command';
import { auditCommand } from './commands/audit/command';
import { cancelCommand, closeCommand } from './commands/cancel/command';
import { codecServerCommand } from './commands/codec-server/command';
import { completionCommand } from './commands/completion/command';
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
import type { Context } from './command/context';
import type { Definition } from './command/define-command';
import { type ExitCode, exitCodes } from './command/exit-codes';
import { type Act, parserOf, strict, withExamples, writeTo } from './command/parser';
import { printable } from './terminal/text';
import { version } from './version';

/** In the order of the help. */
export const commands: readonly Definition[] = [
  ...[runCommand, startCommand, statusCommand, watchCommand, listCommand, retryCommand, cancelCommand, closeCommand],
  ...[addCommand, skipCommand, pauseCommand, resumeCommand],
  ...[offboardCommand, syncCommand, scheduleCommand],
  ...[planCommand, verifyCommand, reportCommand, createInitialUsersCommand],
  ...[validateCommand, setupCommand, doctorCommand, workerCommand, simulatorCommand, explainCommand],
  codecServerCommand,
  ...[auditCommand, eraseCommand],
  completionCommand(() => commands),
];

/** Runs the command that the arguments name, and answers its exit code. Throws what the command throws. */
export async function runProgram(parameters: readonly string[], context: Context): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = createProgram(async (definition, given, unknown) => {
    for (const word of unknown) context.terminal.say(`warning: ${printable(word)} is not known here and is ignored`);
    code = await definition.perform(context, given);
  });
  writeTo(program, context.host);
  try {
    await program.parseAsync(parameters, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.invalid;
  }
}

/** Every command; `act` gets the one that is named. */
export function createProgram(act: Act): Command {
  const program = new Command('onboard')
    .description('Onboards the users of a tenant into their target system, durably.')
    .version(version(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command');
  for (const definition of commands) program.addCommand(parserOf(definition, act, 'onboard '));
  withExamples(program, [
    ['onboard run tenant.yaml', 'onboard a tenant, with progress'],
    ['onboard status acme', 'look at its latest run'],
    ['onboard retry acme', 'retry the users that failed'],
    ['onboard doctor', 'check Temporal, target and credentials'],
  ]);
  return strict(program, 'onboard');
}
