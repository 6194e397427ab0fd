import { keyFiles, wideFiles, wideFileText } from '../codec/wide-files';
import { readEnvironment } from '../input/environment';
import { formatProblems } from '../input/text/problem';
import type { Context } from './command/context';
import { type ExitCode, exitCodeOfError } from './command/exit-codes';
import type { Host } from './terminal/host';
import { Interruption } from './command/interruption';
import { runProgram } from './program';
import { errorText, reportOf, UsageError } from './command/errors';
import { openTerminal } from './terminal/terminal';
import { openTracing } from '../tracing/tracing';

/** Carries out the command that the parameters name, and answers its exit code. Never rejects. */
export async function runCommandLine(parameters: readonly string[], host: Host): Promise<ExitCode> {
  try {
    const context = createContext(host);
    const code = await traced(context, (traceable) => runProgram(parameters, traceable));
    await context.terminal.written();
    return code;
  } catch (error) {
    if (error instanceof Interruption) return error.exitCode;
    host.stderr.write(`${errorText(error)}\n`);
    return exitCodeOfError(reportOf(error).code);
  }
}

/** As `runCommandLine`, for a program that is nothing else: sets the exit code of its process, and ends it. */
export async function becomeCommand(parameters: readonly string[]): Promise<void> {
  process.exitCode = await runCommandLine(parameters, process);
  endUnlessWriting();
}

const lingerMs = 1_000;

/** A connection that a library left half open would hold the process for ever, deaf to signals; what is still to be written may. */
function endUnlessWriting(): void {
  setTimeout(() => {
    if (process.stdout.writableLength + process.stderr.writableLength > 0) return endUnlessWriting();
    return process.exit();
  }, lingerMs).unref();
}

/** With the traces that the environment asks for, which are on their way when the body has ended. */
async function traced<T>(context: Context, body: (context: Context) => Promise<T>): Promise<T> {
  const tracing = await openTracing(context.variables, (line) => context.terminal.say(line));
  try {
    return await body({ ...context, tracing });
  } finally {
    await tracing?.shutdown();
  }
}

function createContext(host: Host): Context {
  const { env: variables } = host;
  const environment = readEnvironment(variables);
  if (!environment.ok) {
    throw new UsageError(`The environment is not valid.\n${formatProblems(environment.problems, 'environment')}`);
  }
  const { value } = environment;
  const terminal = openTerminal(host);
  for (const path of wideFiles(keyFiles(variables))) terminal.say(wideFileText(path));
  return { host, environment: value, variables, terminal, taskQueue: value.ONBOARD_TASK_QUEUE };
}
