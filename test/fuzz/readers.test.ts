import { CommanderError } from 'commander';
import fc from 'fast-check';
import { createProgram } from '../../src/cli/program';
import { UsageError } from '../../src/cli/command/errors';
import { CodecError } from '../../src/codec/codec-error';
import { isTooMuch, PayloadsJson } from '../../src/codec/payload-json';
import { parseAwsSecret } from '../../src/input/tenant/aws-secret';
import { readEnvironment } from '../../src/input/environment';
import { parseTenantCsv, parseTenantFile } from '../../src/input/tenant/tenant-file';
import { formatProblems, type Checked } from '../../src/input/text/problem';
import { parsePlan } from '../../src/plan/plan-document';
import { withoutEntriesOf } from '../../src/sources/remaining-entries';
import { TargetError } from '../../src/targets/contract/target';
import { parseConfig } from '../../src/worker/config';
import { codecWith, newKey } from '../codec/keys';
import { bytesLike, jsonLike, patienceMs, quick, runsOf, textLike } from './fuzz';

// Whatever comes in is read or refused with words: no reader throws what it does not say, or takes longer than 2 s.

const ada = { email: 'ada@acme.example', given_name: 'Ada', family_name: 'Lovelace' };
const yaml = `tenant: acme
target: { system: mas, instance: inst1, workspace: ws1 }
users:
  primary:
    - { email: ada@acme.example, given_name: Ada, family_name: Lovelace }
    - email: "bob@acme.example"
      given_name: 'Bob'
      family_name: Li
      id: bob
  secondary: []
`;
const json = JSON.stringify({ users: { primary: [ada], secondary: [{ ...ada, email: 'b@acme.example', id: 'b' }] } });
const csv = `sep=;\r\ntype;email;given_name;family_name;id\r\nprimary;ada@acme.example;"Ada ""A""";Lovelace;\r\n;;;;\r\n`;
const aws = JSON.stringify({
  'ada@acme.example': 'secondary,Ada,"Lovelace, Countess"',
  'b@acme.example': 'primary,B,B,b',
});
const config = `targets:
  mas: { inst1: { coreApi: "https://core.example", superuser: { username: { env: A }, password: { file: b } } } }
notify: { ops: { url: "https://ops.example/x", headers: { authorization: { env: C } } } }
awsSecrets: [ team/* ]
metricsAddress: 127.0.0.1:9464
`;
const flags = { instance: 'inst1', workspace: 'ws1' };
const parts = 12;

function told(checked: Checked<unknown>): void {
  if (checked.ok) return;
  const lines = formatProblems(checked.problems, 'input');
  if (checked.problems.length === 0 || lines.includes('undefined')) throw new Error(`refused without words: ${lines}`);
}

const readers: Readonly<Record<string, fc.IProperty<[Buffer]>>> = {
  'tenant files': fc.property(bytesLike(yaml, json), (bytes) => quick(() => told(parseTenantFile(bytes)))),
  'plain documents': fc.property(bytesLike(json), (bytes) =>
    quick(() => told(parseTenantFile(bytes, { ...flags, ways: 'plain-document' }))),
  ),
  'CSV files': fc.property(bytesLike(csv, csv.replaceAll(';', ',').replace('sep=,\r\n', '')), (bytes) =>
    quick(() => told(parseTenantCsv(bytes, flags))),
  ),
  'CSV files of others': fc.property(bytesLike(csv.replace('email', 'MAIL')), (bytes) =>
    quick(() => told(parseTenantCsv(bytes, { ...flags, userType: 'primary', columns: { email: 'MAIL' } }))),
  ),
  'AWS secrets': fc.property(bytesLike(aws), (bytes) => quick(() => told(parseAwsSecret(bytes.toString('utf8'))))),
  'AWS secrets to be drained': fc.property(bytesLike(aws), (bytes) => {
    const drain = () => withoutEntriesOf([{ kind: 'secondary', record: ada }], bytes.toString('utf8'));
    quick(drain, (error) => error instanceof TargetError);
  }),
  configurations: fc.property(bytesLike(config), (bytes) => quick(() => told(parseConfig(bytes)))),
  plans: fc.property(bytesLike(json), (bytes) => quick(() => parsePlan(bytes.toString('utf8')))),
};

it.each(Object.entries(readers))(
  '%s are read or refused',
  (_, property) => {
    fc.assert(property, runsOf(parts, 60));
  },
  patienceMs,
);

const options = ['run', 'start', 'list', 'report', 'offboard', 'codec-server', 'create-initial-users', 'sync', 'retry'];
const written = [
  '--column',
  '--since',
  '--at',
  '--notify',
  '--concurrency',
  '--output',
  '--edit',
  '--ui-origin',
  '--set',
  '--',
  '-',
];

it(
  'options are taken or refused',
  async () => {
    const program = createProgram(async (definition, given) => {
      for (const group of definition.groups) group.read(given);
    });
    for (const command of [program, ...program.commands]) {
      command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
    }
    const words = fc.array(
      fc.oneof(fc.constantFrom(...written), textLike('email=MAIL', 'mas:inst1/ws1', '10m', 'json')),
      {
        maxLength: 6,
      },
    );
    const line = fc.tuple(fc.constantFrom(...options), words).map(([command, rest]) => [command, ...rest]);
    const isRefusal = (error: unknown) => error instanceof CommanderError || error instanceof UsageError;
    const property = fc.asyncProperty(line, async (parameters) => {
      await program.parseAsync(parameters, { from: 'user' }).catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
      });
    });
    await fc.assert(property, runsOf(parts, 60));
  },
  patienceMs,
);

it(
  'variables are taken or refused',
  () => {
    const name = fc.constantFrom(
      'ONBOARD_CODEC_KEYS',
      'ONBOARD_ID_KEY',
      'ONBOARD_METRICS_ADDRESS',
      'ONBOARD_ACTOR',
      'x',
    );
    const variables = fc.dictionary(name, textLike('k=env:KEY,l=file:/x', '127.0.0.1:9464', '[::1]:80'));
    fc.assert(
      fc.property(variables, (given) => quick(() => told(readEnvironment(given)))),
      runsOf(parts, 60),
    );
  },
  patienceMs,
);

it(
  'payloads are opened, handed on, or refused',
  async () => {
    const codec = codecWith(['k1', newKey()]).payloads;
    const bytes = fc.uint8Array({ maxLength: 80 });
    const metadata = fc.record(
      {
        encoding: fc.oneof(bytes, fc.constant(Buffer.from('binary/encrypted')), fc.constant(Buffer.from('json/plain'))),
        'encryption-key-id': fc.oneof(bytes, fc.constant(Buffer.from('k1'))),
        owner: bytes,
      },
      { requiredKeys: [] },
    );
    const payload = fc.record({ metadata: fc.option(metadata), data: fc.option(bytes) });
    const context = fc.record({
      type: fc.constant('workflow' as const),
      namespace: fc.string(),
      workflowId: fc.string(),
    });
    const property = fc.asyncProperty(payload, fc.option(context, { nil: undefined }), async (given, at) => {
      await codec.decode([given], at).catch((error: unknown) => {
        if (!(error instanceof CodecError)) throw error;
      });
    });
    await fc.assert(property, runsOf(parts, 100));
    const bodies = fc.property(jsonLike, fc.nat({ max: 3 }), (body, depth) => {
      const wrapped = depth === 0 ? body : { payloads: Array.isArray(body) ? body : [body] };
      quick(() => isTooMuch(wrapped) || PayloadsJson.safeParse(wrapped));
    });
    fc.assert(bodies, runsOf(parts, 100));
  },
  patienceMs,
);
