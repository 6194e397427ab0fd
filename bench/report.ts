import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { reportFormats, type ReportFormat } from '../src/domain/report/file-formats';
import type { RunReport, StepReport, UserReport } from '../src/domain/report/report';
import { steps } from '../src/domain/run/plan';
import { renderReport } from '../src/report/formats';
import { figures, measured, titles } from './measured';

const browser = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const began = Date.UTC(2026, 0, 31, 8);

function momentAt(seconds: number): string {
  return new Date(began + seconds * 1_000).toISOString();
}

function stepsOf(user: number): readonly StepReport[] {
  return steps.map((step, index) => ({
    ...{ step, summary: `Step ${index} of user ${user}`, status: 'completed', attempts: 1 + (user % 2), changed: true },
    startedAt: momentAt(user + index),
    lastAttemptAt: momentAt(user + index + 0.4),
    finishedAt: momentAt(user + index + 1),
  }));
}

/** Every tenth failed. */
function userAt(n: number): UserReport {
  const email = `given.family${n}@acme.example`;
  const failure = { step: 'create', code: 'TARGET_REJECTED', message: 'The target answered 400', attempts: 2 } as const;
  return {
    key: n.toString(16).padStart(16, '0'),
    id: email,
    kind: n % 50 === 0 ? 'primary' : 'secondary',
    record: { email, given_name: `Given${n}`, family_name: `Family${n}` },
    ...(n % 10 === 0 ? { status: 'failed', changed: [], failure } : { status: 'completed', changed: steps }),
    startedAt: momentAt(n),
    finishedAt: momentAt(n + steps.length),
    steps: stepsOf(n),
  };
}

function reportOf(total: number): RunReport {
  async function* users(): AsyncGenerator<UserReport> {
    for (let n = 0; n < total; n += 1) yield await Promise.resolve(userAt(n));
  }
  const failed = Math.ceil(total / 10);
  return {
    ...{ tenant: 'bench', target: { system: 'mas', instance: 'inst1', workspace: 'ws1' }, direction: 'onboard' },
    ...{ workflowId: 'tenant:mas:inst1/ws1:bench', runId: 'run', status: 'completed-with-failures' },
    ...{ startedAt: momentAt(0), finishedAt: momentAt(total), takenAt: momentAt(total) },
    counts: { total, completed: total - failed, failed, pending: 0, running: 0, cancelled: 0 },
    changed: total - failed,
    failedWith: [['TARGET_REJECTED', failed]],
    leftovers: [],
    users: { [Symbol.asyncIterator]: users },
  };
}

/** `npm run bench -- report [USERS…]`: what writing a report of so many users uses, and how long a browser takes to show the page. */
export async function measureReport(counts: readonly number[] = [10_000, 100_000]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'onboarding-bench-'));
  process.stdout.write(`${titles('a report', 'file', 'in a browser')}\n`);
  try {
    for (const count of counts) {
      for (const format of reportFormats) {
        const file = join(folder, `report.${format}`);
        const usage = await measured(__filename, [format, String(count), file]);
        const size = `${(statSync(file).size / 2 ** 20).toFixed(1)} MiB`;
        const shown = format === 'html' && existsSync(browser) ? [await timeInBrowser(file)] : [];
        process.stdout.write(`${figures(`${count} ${format}`, usage, size, ...shown)}\n`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A process of its own, whose memory is measured. */
async function writeReport([format = '', count, file = '']: readonly string[]): Promise<void> {
  const known = reportFormats.find((name): name is ReportFormat => name === format);
  if (known === undefined) throw new Error('no format of a report');
  await pipeline(renderReport(reportOf(Number(count)), known, 'everyone'), createWriteStream(file));
}

/** From the opening of the page to the first frame that is drawn after its script ran. */
async function timeInBrowser(file: string): Promise<string> {
  const { chromium } = await import('playwright-core');
  const opened = await chromium.launch({ executablePath: browser, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await opened.newPage({ viewport: { width: 1280, height: 900 } });
    const started = performance.now();
    await page.goto(pathToFileURL(file).href, { timeout: 300_000 });
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))');
    return `${((performance.now() - started) / 1_000).toFixed(1)} s`;
  } finally {
    await opened.close();
  }
}

if (require.main === module) void writeReport(process.argv.slice(2));
