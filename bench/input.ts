import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figures, measured, titles } from './measured';

interface Written {
  readonly kind: string;
  readonly record: Readonly<Record<string, string>>;
}

const head = 'tenant: bench\ntarget: { system: mas, instance: inst1, workspace: ws1 }\nusers:\n';
const kinds = ['primary', 'secondary'] as const;

/** Every second one has an id of its own, every fiftieth is primary. */
function* usersOf(count: number): Generator<Written> {
  for (let n = 0; n < count; n += 1) {
    const record = { email: `given.family${n}@acme.example`, given_name: `Given${n}`, family_name: `Family${n}` };
    yield {
      kind: n % 50 === 0 ? 'primary' : 'secondary',
      record: n % 2 === 0 ? record : { ...record, id: `user-${n}` },
    };
  }
}

function listed(count: number, entry: (record: Written['record']) => string): string {
  const all = [...usersOf(count)];
  const lists = kinds.map((kind) => {
    const own = all.filter((user) => user.kind === kind).map(({ record }) => entry(record));
    return `  ${kind}:\n${own.join('')}`;
  });
  return `${head}${lists.join('')}`;
}

const lined = (record: Written['record']) =>
  Object.entries(record)
    .map(([name, value], index) => `    ${index === 0 ? '-' : ' '} ${name}: ${value}\n`)
    .join('');

const formats: Readonly<Record<string, (count: number) => string>> = {
  'lines.yaml': (count) => listed(count, lined),
  'braces.yaml': (count) => listed(count, (record) => `    - ${JSON.stringify(record).replaceAll('":', '": ')}\n`),
  'indented.json': (count) => {
    const all = [...usersOf(count)];
    const of = (kind: string) => all.filter((user) => user.kind === kind).map(({ record }) => record);
    const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' };
    const users = { primary: of('primary'), secondary: of('secondary') };
    return JSON.stringify({ tenant: 'bench', target, users }, undefined, 2);
  },
  'users.csv': (count) => {
    const rows = Array.from(usersOf(count), ({ kind, record: { email, given_name, family_name, id = '' } }) => {
      return `${kind},${email},${given_name},${family_name},${id}\n`;
    });
    return `type,email,given_name,family_name,id\n${rows.join('')}`;
  },
};

/** `npm run bench -- input [USERS…]`: what `onboard validate` uses for tenant files of so many users, in every format. */
export async function measureInput(counts: readonly number[] = [10_000, 100_000]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'onboarding-bench-'));
  const command = join(__dirname, '..', 'src', 'cli', 'main.js');
  process.stdout.write(`${titles('onboard validate', 'file')}\n`);
  try {
    for (const count of counts) {
      for (const [name, textOf] of Object.entries(formats)) {
        const file = join(folder, name);
        await writeFile(file, textOf(count));
        const flags = name.endsWith('.csv') ? ['--instance', 'inst1', '--workspace', 'ws1'] : [];
        const usage = await measured(command, ['validate', file, ...flags]);
        const size = `${(statSync(file).size / 2 ** 20).toFixed(1)} MiB`;
        process.stdout.write(`${figures(`${count} ${name}`, usage, size)}\n`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
