import { auditEvents } from '../../../client';
import type { AuditLine } from '../../../domain/report/audit';
import { hasRuns } from '../../../embedded/dev-server';
import { userKey } from '../../../input/tenant/user-key';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { resolvePlace } from '../../place/place';
import { printable } from '../../terminal/text';
import { onStage } from '../../place/stage';
import { idKeyOf } from '../../place/user-keys';
import type { Asked } from '../../options';

interface AuditRequest extends Asked {
  readonly what: { readonly tenant: string | undefined; readonly since: Date | undefined };
}

/** `onboard audit`. Lines are printed as they are read. */
export async function tellAudit(context: Context, { what, output, ...request }: AuditRequest): Promise<ExitCode> {
  const place = resolvePlace(request.place, context.host);
  const printer = printers[output](context.terminal.data);
  if (place.mode === 'embedded' && !hasRuns(place.stateDir)) {
    printer.end();
    return exitCodes.done;
  }
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session, interrupted }) => {
    const fingerprint = (value: string) => userKey(value, idKeyOf(context));
    for await (const line of auditEvents(session.temporal, { ...what, fingerprint })) {
      interrupted.throwIfAborted();
      printer.line(line);
    }
    printer.end();
    return exitCodes.done;
  });
}

interface Printer {
  readonly line: (line: AuditLine) => void;
  readonly end: () => void;
}

type Print = (text: string) => void;

const printers = { jsonl: linesPrinter, json: arrayPrinter, table: tablePrinter } as const;

function linesPrinter(print: Print): Printer {
  return { line: (line) => print(JSON.stringify(line)), end: () => undefined };
}

/** An array, one line an element, without all of it ever being in memory. */
function arrayPrinter(print: Print): Printer {
  let held: string | undefined;
  print('[');
  return {
    line: (line) => {
      if (held !== undefined) print(`  ${held},`);
      held = JSON.stringify(line);
    },
    end: () => print(held === undefined ? ']' : `  ${held}\n]`),
  };
}

const widths = [24, 16, 20, 16, 40] as const;

/** Columns of a fixed width, for the lines to come are not known. */
function tablePrinter(print: Print): Printer {
  const row = (...cells: string[]) =>
    print(
      cells
        .map((cell, column) => printable(cell).padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  row('AT', 'EVENT', 'TENANT', 'USER', 'WHAT', 'ACTOR');
  return { line: (line) => row(...cellsOf(line)), end: () => undefined };
}

function cellsOf(line: AuditLine): string[] {
  const { at, event, tenant = '', userKey: user = '', actor } = line;
  return [at, event, tenant, user, wordsOf(line), actor];
}

function wordsOf({ target, what, step, status, changed, code, count, fields }: AuditLine): string {
  const edited = fields?.map(({ field }) => field).join(', ');
  const parts = [what ?? step, edited, status, changed === true ? 'changed' : undefined, code, count?.toString()];
  const told = parts.filter((part) => part !== undefined);
  return told.length === 0 ? (target ?? '') : told.join(', ');
}
