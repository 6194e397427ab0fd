import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { searchAttributes } from '../../src/domain/run/search-attributes';

const root = join(__dirname, '..', '..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

const Service = z.object({
  image: z.string(),
  command: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()).optional() }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
});
const Compose = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
});

const document: unknown = parse(text, { merge: true });
const compose = Compose.parse(document);
const services = Object.entries(compose.services);

test('the file is what the Compose Specification allows', () => {
  const { $schema: _, ...schema } = JSON.parse(readFileSync(join(__dirname, 'compose-spec.schema.json'), 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  expect([ajv.validate(schema, document), ajv.errors]).toEqual([true, null]);
});

test('the schema refuses a misspelt key', () => {
  const { $schema: _, ...schema } = JSON.parse(readFileSync(join(__dirname, 'compose-spec.schema.json'), 'utf8'));
  const ajv = new Ajv({ strict: false, validateFormats: false });
  expect(ajv.validate(schema, { services: { worker: { image: 'a', helthcheck: {} } } })).toBe(false);
});

test.each(services)('%s runs an image of a fixed version', (_name, { image }) => {
  expect(image).toMatch(/^[a-z/-]+:\d+\.\d+\.\d+$/);
});

test.each(services)('%s publishes ports on the loopback address only', (_name, { ports }) => {
  expect(ports.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
});

test.each(services)('%s waits only for services that have a health check', (_name, { depends_on }) => {
  for (const [other, { condition }] of Object.entries(depends_on)) {
    expect(condition).toBe('service_healthy');
    expect(compose.services[other]?.healthcheck?.test).toBeDefined();
  }
});

test.each(services)('%s mounts named volumes that are declared', (_name, { volumes }) => {
  const named = volumes.map((volume) => volume.split(':')[0] ?? '').filter((source) => !source.startsWith('.'));
  expect(named.filter((source) => !Object.hasOwn(compose.volumes, source))).toEqual([]);
});

test('the server has every search attribute that runs are found by', () => {
  const types = { KEYWORD: 'Keyword', INT: 'Int' } as const;
  const wanted = Object.entries(searchAttributes).map(([name, type]) => `--search-attribute=${name}=${types[type]}`);
  const given = compose.services['temporal']?.command.filter((word) => word.startsWith('--search-attribute')) ?? [];
  expect(given.toSorted()).toEqual(wanted.toSorted());
});

test('the simulator is started with options that its command knows', () => {
  const [, program = '', ...words] = compose.services['simulator']?.command ?? [];
  const commands = words.filter((word) => !word.startsWith('--'));
  const help = execFileSync(process.execPath, [join(root, program), ...commands, '--help'], { encoding: 'utf8' });
  for (const option of words.filter((word) => word.startsWith('--'))) {
    expect(help).toContain(option.split('=')[0]);
  }
});

test('the worker reads the configuration that the simulator writes', () => {
  const written = compose.services['simulator']?.command.find((word) => word.startsWith('--write-config='));
  expect(written).toBe(`--write-config=${compose.services['worker']?.environment['ONBOARD_CONFIG'] ?? ''}`);
});
