import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError, type Command } from 'commander';
import { z } from 'zod';
import { exitCodes } from '../../src/cli/command/exit-codes';
import { createProgram } from '../../src/cli/program';
import { readEnvironment } from '../../src/input/environment';
import { connectionSettings } from '../../src/client';
import { findPythonTool } from '../system/python-tool';
import { type Container, documentsOf, type Job, objectsOf, pathOf, program, readable } from './examples';

const embedded = 'kubernetes/job-embedded.yaml';
const cluster = 'kubernetes/job-cluster.yaml';
const argo = 'argocd/manifests/initial-users.yaml';
const files = [embedded, cluster, argo];

const validator = findPythonTool('kubernetes-validate');
const whereValid = validator === undefined ? describe.skip : describe;

const jobs = files.map((file) => [file, objectsOf(file).job] as const);
const pod = ({ spec }: Job) => spec.template.spec;

function ours({ containers }: Job['spec']['template']['spec']): Container {
  const [container, ...others] = containers;
  if (container === undefined || others.length > 0) throw new Error('a Job has one container of ours');
  return container;
}

/** What our program is given. Throws when the container runs something else. */
function parametersOf({ command, args }: Container): string[] {
  const [node, path, ...words] = command;
  if (node !== 'node' || path !== program) throw new Error(`it runs ${command.join(' ')}`);
  return [...words, ...args];
}

/** Parses a command line without carrying it out; what the commands themselves would refuse is thrown. */
async function parse(parameters: readonly string[]): Promise<Command | undefined> {
  const root = createProgram(() => Promise.resolve());
  for (const command of root.commands) command.configureOutput({ writeErr: () => undefined });
  await root.parseAsync(parameters, { from: 'user' });
  return root.commands.find((command) => command.name() === parameters[0]);
}

/** What kubernetes-validate has against a document of Kubernetes 1.37; nothing when it is right. */
function objections(path: string): string {
  const { stdout, stderr } = spawnSync(validator ?? '', ['--strict', '-k', '1.37.0', '--quiet', path], {
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
}

whereValid('the validator of Kubernetes', () => {
  test.each(files)('has nothing against %s', (file) => {
    expect(objections(pathOf(file))).toBe('');
  });

  test('has something against a misspelt key', () => {
    const folder = mkdtempSync(join(tmpdir(), 'misspelt-'));
    const path = join(folder, 'job.yaml');
    try {
      writeFileSync(path, readFileSync(pathOf(embedded), 'utf8').replace('backoffLimit:', 'backoffLimits:'));
      expect(objections(path)).toContain('backoffLimits');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe.each(jobs)('the Job of %s', (file, job) => {
  test('is started with flags that the command knows', async () => {
    const parameters = parametersOf(ours(pod(job)));
    const command = await parse(parameters);
    // One command ignores what it does not know.
    expect(command?.parseOptions(parameters.slice(1)).unknown).toEqual([]);
  });

  test('sets only variables that are read', () => {
    const names = ours(pod(job)).env.map(({ name }) => name);
    const env = Object.fromEntries(names.map((name) => [name, 'x'.repeat(16)]));
    expect(readEnvironment(env)).toMatchObject({ ok: true });
    const foreign = names.filter((name) => !/^(?:AWS|TEMPORAL)_/.test(name));
    const read = readEnvironment(env);
    expect(read.ok && Object.keys(read.value).toSorted()).toEqual(foreign.toSorted());
  });

  test('mounts the volumes that it has, and has none that it does not mount', () => {
    const { initContainers, containers, volumes } = pod(job);
    const mounted = [...initContainers, ...containers].flatMap((container) => container.volumeMounts);
    expect(new Set(mounted.map(({ name }) => name))).toEqual(new Set(volumes.map(({ name }) => name)));
  });

  test('gives up on exit codes that doing it again does not change, and on no other', () => {
    const { rules } = job.spec.podFailurePolicy;
    expect(pod(job).restartPolicy).toBe('Never');
    const names = rules.flatMap(({ onExitCodes }) => onExitCodes?.containerName ?? []);
    expect(new Set(names)).toEqual(new Set([ours(pod(job)).name]));
    const codesFor = (wanted: string) =>
      rules.flatMap(({ action, onExitCodes }) => (action === wanted ? (onExitCodes?.values ?? []) : []));
    const { someFailed, invalid, notReady, terminated, timeout } = exitCodes;
    expect(codesFor('Ignore')).toEqual([terminated]);
    expect(codesFor('FailJob')).toEqual(file === argo ? [invalid] : [someFailed, invalid]);
    const counted = { [embedded]: [notReady], [cluster]: [notReady, timeout], [argo]: [] };
    expect(codesFor('Count')).toEqual(new Map(Object.entries(counted)).get(file));
    const disrupted = rules.find(({ onPodConditions }) => onPodConditions?.[0]?.type === 'DisruptionTarget');
    expect(disrupted?.action).toBe('Ignore');
  });

  test('runs as the account that the roles are bound to', () => {
    const { roles, bindings } = objectsOf(file);
    const { serviceAccountName: name, automountServiceAccountToken } = pod(job);
    expect(automountServiceAccountToken).toBe(roles.length > 0);
    const { namespace } = job.metadata;
    expect(bindings.map(({ metadata, roleRef, subjects }) => [metadata.namespace, roleRef.name, subjects])).toEqual(
      roles.map(({ metadata }) => [metadata.namespace, metadata.name, [{ kind: 'ServiceAccount', name, namespace }]]),
    );
  });
});

test('a flag that is unknown, and an argument that is missing, are refused', async () => {
  await expect(parse(['run', '/tenant/tenant.yaml', '--no-such-flag'])).rejects.toThrow(CommanderError);
  await expect(parse(['create-initial-users', '--mas-instance-id=inst1'])).rejects.toThrow('--mas-workspace-id');
});

test('the Job on a Temporal server connects with the client certificate that it mounts', () => {
  const { env, volumeMounts } = ours(pod(objectsOf(cluster).job));
  const mounted = volumeMounts.find(({ name }) => name === 'temporal-tls')?.mountPath ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'temporal-tls-'));
  for (const name of ['ca.crt', 'tls.crt', 'tls.key']) writeFileSync(join(folder, name), name);
  const values = env.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value.replace(`${mounted}/`, `${folder}/`)]],
  );
  const bytes = (name: string) => Uint8Array.from(Buffer.from(name));
  expect(connectionSettings({ env: Object.fromEntries(values) })).toMatchObject({
    address: 'temporal-frontend.temporal.svc.cluster.local:7233',
    namespace: 'onboarding',
    connection: {
      tls: {
        serverRootCACertificate: bytes('ca.crt'),
        clientCertPair: { crt: bytes('tls.crt'), key: bytes('tls.key') },
      },
    },
  });
  rmSync(folder, { recursive: true });
});

test('the application of Argo CD makes the rights before the Job, and the Job anew at each sync', () => {
  const wave = (name: string) => `argocd.argoproj.io/${name}`;
  const { job, roles, bindings } = objectsOf(argo);
  const { annotations } = job.metadata;
  expect(annotations).toMatchObject({ [wave('hook')]: 'Sync', [wave('hook-delete-policy')]: 'BeforeHookCreation' });
  const waveOf = (of: Record<string, string>) => Number(of[wave('sync-wave')]);
  for (const { metadata } of [...roles, ...bindings]) {
    expect(waveOf(metadata.annotations)).toBeLessThan(waveOf(annotations));
  }
  expect(readable(argo)).toEqual(readable(embedded));
  expect(job.metadata.namespace).toBe(
    z
      .object({ spec: z.object({ destination: z.object({ namespace: z.string() }) }) })
      .parse(documentsOf('argocd/application.yaml')[0]).spec.destination.namespace,
  );
});
