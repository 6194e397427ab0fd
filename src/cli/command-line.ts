import { processVariables, readEnvironment } from '../input/environment';
import { formatProblems } from '../input/text/problem';
import type { Context } from './command/context';
import { type ExitCode, exitCodeOfError } from './command/exit-codes';
import { Interruption } from './command/interruption';
import { runProgram } from './program';
import { errorText, reportOf } from './command/report-error';
import { openTerminal } from './terminal/terminal';
import { openTracing } from '../tracing/tracing';
import { UsageError } from './command/usage-error';

/** Carries out the command that the parameters name, and sets the exit code of this process. Never rejects. */
export async function runCommandLine(parameters: readonly string[]): Promise<void> {
  process.exitCode = await exitCodeOf(parameters);
}

async function exitCodeOf(parameters: readonly string[]): Promise<ExitCode> {
  try {
    return await traced(createContext(), (context) => runProgram(parameters, context));
  } catch (error) {
    if (error instanceof Interruption) return error.exitCode;
    process.stderr.write(`${errorText(error)}\n`);
    return exitCodeOfError(reportOf(error).code);
  }
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

function createContext(): Context {
  const variables = processVariables();
  const environment = readEnvironment(variables);
  if (!environment.ok) {
    throw new UsageError(`The environment is not valid.\n${formatProblems(environment.problems, 'environment')}`);
  }
  const { value } = environment;
  return { environment: value, variables, terminal: openTerminal(variables), taskQueue: value.ONBOARD_TASK_QUEUE };
}
