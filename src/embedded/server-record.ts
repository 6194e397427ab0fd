import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * What `server.json` in the state folder says: the ports, which are taken again so that links stay; `process`, the mark of
 * the running server (absent: stopped), and where and since when it runs; `kept`: a command asked to leave it up.
 */
export const ServerRecord = z.object({
  process: z.string().optional(),
  host: z.string().optional(),
  /** ISO 8601. */
  since: z.string().optional(),
  port: z.int().min(1).max(65_535),
  uiPort: z.int().min(1).max(65_535),
  database: z.string(),
  kept: z.boolean(),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

export type LivingServer = ServerRecord & { readonly process: string };

/** The record; undefined when there is none, or none that can be read. */
export function readRecord(stateDir: string): ServerRecord | undefined {
  try {
    return ServerRecord.parse(JSON.parse(readFileSync(fileOf(stateDir), 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeRecord(stateDir: string, record: ServerRecord): void {
  const file = fileOf(stateDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeRecord(stateDir: string): void {
  rmSync(fileOf(stateDir), { force: true });
}

function fileOf(stateDir: string): string {
  return join(stateDir, 'server.json');
}
