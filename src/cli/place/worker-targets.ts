import { join } from 'node:path';
import { loadConfig, type LoadedConfig, type WorkerConfig } from '../../worker/config';
import { slotsFor } from '../../worker/slots';
import { createCredentials, type Credentials } from '../../worker/credentials';
import { targetLabel } from '../../domain/run/names';
import type { RunOptions } from '../../domain/run/run';
import type { NoticeWish, Notifier } from '../../domain/run/notice';
import { defaultSystem, fieldOptions, partOf, type System } from '../../domain/systems/systems';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { WholeTarget } from '../../domain/run/maintenance';
import { hasWorker } from '../../embedded/dev-server';
import { formatProblems } from '../../input/text/problem';
import { createNotifier } from '../../notify/notifier';
import { environmentProxy } from '../../proxy/choose-proxy';
import { createRequestWatch, type RequestWatch } from '../../worker/request-metrics';
import type { NoticeScope, ReceiverBook } from '../../notify/receiver';
import { configuredTargets, createTargetDirectory, type TargetsConfig } from '../../targets/registry';
import { type TargetDirectory, TargetError } from '../../targets/contract/target';
import type { Context } from '../command/context';
import { inClusterDirectory, overruledPorts, type ServicePorts, withPorts } from './in-cluster';
import type { Place } from './place';
import { configuredTarget } from './target-check';
import { UsageError } from '../command/errors';

/** The worker configuration, opened. */
export interface Targets {
  readonly config: WorkerConfig;
  readonly directory: TargetDirectory;
  /** Tells of certificates near their end, when they are used. */
  readonly certificates: Credentials['certificates'];
  /** Tells of requests to the targets. */
  readonly requests: RequestWatch;
  readonly slots: number;
  /** Tells of the end of runs; `fallback`: whom, when the configuration does not say whether any address will do. */
  readonly notifier: (fallback: NoticeScope) => Notifier;
  /** Where the configuration came from. */
  readonly origin: string;
  /** Every target that is configured, each as `refTo` refers to it. */
  refs(said: Fields): readonly TargetRef[];
}

/** Which worker configuration, and what it leaves open. */
export interface TargetsWish {
  readonly config: string | undefined;
  /** Ports of the in-cluster default addresses. */
  readonly ports?: ServicePorts | undefined;
}

/**
 * Reads the worker configuration whole; opens no secret and calls nothing. In Kubernetes, the cluster's own instances
 * stand in for a configuration. Throws `UsageError` with every problem of it.
 */
export async function openTargets(
  context: Context,
  { config: path, ports = {} }: TargetsWish,
  wanted?: TargetRef,
): Promise<Targets> {
  const { variables } = context;
  const inCluster = variables['KUBERNETES_SERVICE_HOST'] !== undefined;
  const loaded = await load(context, path, inCluster ? anywhere : undefined);
  const { directory, name, written } = loaded;
  const config = { ...loaded.config, targets: portsApplied(loaded, { context, ports, wanted }) };
  const credentials = createCredentials({ variables, directory, ...kubernetesOf(config) });
  const { openSecret, certificates } = credentials;
  const requests = createRequestWatch();
  if (context.tracing !== undefined) requests.tell(context.tracing.requests);
  const watches = { certificates, requests };
  return {
    config,
    certificates,
    requests,
    directory: written
      ? await createTargetDirectory(config.targets, openSecret, watches)
      : await inClusterDirectory(credentials, ports, watches),
    slots: config.slots,
    notifier: (fallback) => notifierOf(config, { openSecret, proxy: environmentProxy(variables) }, fallback),
    origin: name,
    refs: (said) => (written ? refsOf(config.targets, said) : []),
  };
}

/** Of a command that does the work itself in the embedded mode. */
export interface OwnWish extends TargetsWish {
  readonly place: Place;
  readonly notify?: readonly NoticeWish[] | undefined;
  /** How its run goes about it. */
  readonly run?: Pick<RunOptions, 'concurrency'> | undefined;
}

/**
 * Only the embedded mode does the work itself; given a configuration all the same, it is checked against. Undefined when
 * workers elsewhere do the work. Throws `UsageError`, also for a receiver of notices that the configuration does not have.
 */
export async function ownTargets(
  context: Context,
  { place, config, ports, notify = [], run }: OwnWish,
  wanted?: TargetRef,
): Promise<Targets | undefined> {
  if (place.mode === 'cluster' && config === undefined) return undefined;
  const targets = await openTargets(context, { config, ports }, wanted);
  if (wanted !== undefined) configuredTarget(targets.directory, wanted);
  requireReceivers(targets.config, notify);
  return { ...targets, slots: slotsFor(run?.concurrency ?? 0, targets.slots) };
}

/** An embedded run that is to be changed needs a worker that has it: another command's, or this one's. Throws `UsageError`. */
export async function targetsIfNobodyWorks(context: Context, { place, config }: OwnWish): Promise<Targets | undefined> {
  if (place.mode === 'cluster' || hasWorker(place.stateDir)) return undefined;
  return openTargets(context, { config });
}

function requireReceivers({ notify: receivers = {} }: WorkerConfig, wishes: readonly NoticeWish[]): void {
  const names = wishes.flatMap(({ to }) => ('name' in to ? [to.name] : []));
  const unknown = names.filter((name) => !Object.hasOwn(receivers, name));
  if (unknown.length === 0) return;
  throw new UsageError(
    `The worker configuration has no receiver ${unknown.join(', ')}.`,
    'Add it under notify (docs/reference/configuration.md), or name one that it has.',
  );
}

function notifierOf(
  { notify: receivers = {}, notifyUrls }: WorkerConfig,
  way: Pick<ReceiverBook, 'openSecret' | 'proxy'>,
  fallback: NoticeScope,
): Notifier {
  return createNotifier({ receivers, scope: notifyUrls ?? fallback, ...way });
}

/** The configuration that is named or found, else the defaults. Throws `UsageError` for one that is not valid. */
export async function loadSettings(context: Context, path: string | undefined): Promise<WorkerConfig> {
  return (await load(context, path, anywhere)).config;
}

/** Stands for every instance: only whether there are defaults counts. */
const anywhere: WholeTarget = { system: defaultSystem, instance: 'any' };

/** Whom it was told which configuration was found. */
const told = new WeakSet<Context['terminal']>();

/** `written`: by somebody, in a file. */
async function load(
  { environment, host, terminal }: Context,
  path: string | undefined,
  target: WholeTarget | undefined,
): Promise<LoadedConfig & { readonly written: boolean }> {
  const loaded = await loadConfig({ path, environment, target, directory: host.cwd() });
  if (!loaded.ok) {
    throw new UsageError(`The worker configuration is not valid.\n${formatProblems(loaded.problems, loaded.name)}`);
  }
  if (loaded.found === true && !told.has(terminal)) {
    told.add(terminal);
    terminal.say(`Worker configuration: ${join(loaded.directory, loaded.name)}`);
  }
  const named = path ?? environment.ONBOARD_CONFIG;
  return { ...loaded, written: named !== undefined || loaded.name !== 'in-cluster defaults' };
}

interface Applied {
  readonly context: Context;
  readonly ports: ServicePorts;
  readonly wanted: TargetRef | undefined;
}

function portsApplied({ config: { targets }, name }: LoadedConfig, { context, ports, wanted }: Applied): TargetsConfig {
  if (wanted === undefined) return targets;
  const overruled = overruledPorts(targets, wanted, ports);
  if (overruled.length > 0) {
    context.terminal.say(
      `The configuration ${name} says where ${overruled.join(', ')} is: the port given does not count.`,
    );
  }
  return withPorts(targets, wanted, ports);
}

/**
 * The targets for a worker of the embedded mode. It also meets runs that another command left open, of a target that only
 * that command's configuration has: those wait for it and must not fail.
 */
export function patient(directory: TargetDirectory): TargetDirectory {
  return (ref) => {
    try {
      return directory(ref);
    } catch (error) {
      if (!(error instanceof TargetError) || error.code !== 'TARGET_UNKNOWN') throw error;
      throw new TargetError(
        'TARGET_UNAVAILABLE',
        `this command's worker configuration has no target ${targetLabel(ref)}`,
      );
    }
  };
}

function kubernetesOf({ kubernetes }: WorkerConfig) {
  return kubernetes === undefined ? {} : { kubernetes };
}

function refsOf(targets: TargetsConfig, said: Fields): readonly TargetRef[] {
  return configuredTargets(targets).map(({ system, instance }) => refTo(system, instance, said));
}

/** Fields of a reference, as far as somebody said them. */
type Fields = Readonly<Record<string, unknown>>;

/** A reference to an instance as a whole, as far as its system has one; where it must name a part, what was said or is usual. */
export function refTo(system: System, instance: string, said: Fields = {}): TargetRef {
  const part = partOf(system);
  if (part === undefined || part.ofTenant === true) return { system, instance };
  return { system, instance, [part.field]: said[part.field] ?? fieldOptions[part.field]?.usual ?? 'any' };
}
