import { ApplicationFailure } from '@temporalio/common';
import {
  condition,
  defineSignal,
  defineUpdate,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import type { MaintenanceNotice, MaintenanceWindow, WholeTarget } from '../../domain/run/maintenance';
import { messages, targetLabel } from '../../domain/run/names';
import type { Paused } from '../../domain/run/outcome';
import { longestReason, type OnboardTenantInput, type PauseRun } from '../../domain/run/run';
import { publishStatus } from '../telling/attributes';
import { describeRun } from '../telling/describe-run';
import { askMaintenancePolicy, longestMaintenancePollMs, maintenanceEndPolicy } from '../state/policies';
import type { RunGate } from '../state/run-gate';
import { isNotice } from '../messages/signal-shapes';
import { statusNow } from '../telling/status-now';
import type { TenantRun } from '../state/tenant-run';
import { wasCancelled } from '../state/user-failure';

const pauseUpdate = defineUpdate<Paused, [PauseRun?]>(messages.pause);
const resumeUpdate = defineUpdate<Paused | null>(messages.resume);
const maintenanceSignal = defineSignal<[MaintenanceNotice]>(messages.maintenance);

/** Closes and opens a run's gate: for operators, and for maintenance windows of its target. */
export class RunPauses {
  private readonly run: TenantRun;
  private readonly input: Pick<OnboardTenantInput, 'target' | 'options'>;
  private resuming: Promise<Paused | null> | undefined;

  constructor(run: TenantRun, input: Pick<OnboardTenantInput, 'target' | 'options'>) {
    this.run = run;
    this.input = input;
  }

  /** Takes the updates `pause` and `resume`, and the signal `maintenance`. */
  listen(): void {
    const { run } = this;
    setHandler(pauseUpdate, (request) => this.pause(request?.reason), {
      validator: (request?: PauseRun) => checkPause(run, request),
    });
    setHandler(resumeUpdate, () => this.resume(), { validator: () => checkResume(run, this.target) });
    setHandler(maintenanceSignal, (notice: unknown) => {
      if (isNotice(notice)) this.beginMaintenance(notice);
    });
  }

  /** Asks once whether the target has a maintenance window, and waits for its end. Throws `CancelledFailure`. */
  async waitOutMaintenance(): Promise<void> {
    await this.lookForWindow();
    await condition(() => !this.run.gate.isClosedBy('maintenance'));
  }

  private get target(): WholeTarget {
    const { system, instance } = this.input.target;
    return { system, instance };
  }

  private pause(reason: string | undefined): Paused {
    const paused: Paused = { by: 'operator', since: now(), ...(reason !== undefined && { reason }) };
    this.run.gate.close(paused);
    this.publish();
    return paused;
  }

  /** Several at once are one: a pause that comes after the first answer is not lifted by the last. */
  private resume(): Promise<Paused | null> {
    this.resuming ??= this.openGate().finally(() => {
      this.resuming = undefined;
    });
    return this.resuming;
  }

  /** A paused run is not told of maintenance windows for sure: nobody starts before one was looked for. */
  private async openGate(): Promise<Paused | null> {
    const { gate } = this.run;
    if (!gate.isClosedBy('maintenance')) await this.lookForWindow();
    gate.open('operator');
    this.publish();
    return gate.paused ?? null;
  }

  private async lookForWindow(): Promise<void> {
    const window = await this.findWindow();
    if (window !== null) this.beginMaintenance(window);
  }

  /** A window that cannot be asked about is no reason not to begin. */
  private async findWindow(): Promise<MaintenanceWindow | null> {
    const summary = 'Look for a maintenance window';
    const { maintenanceOf } = proxyActivities<OnboardingActivities>({ ...askMaintenancePolicy, summary });
    try {
      return await maintenanceOf(this.target);
    } catch (error) {
      if (wasCancelled(error)) throw error;
      log.warn('maintenance windows could not be asked about', { target: targetLabel(this.target) });
      return null;
    }
  }

  private beginMaintenance({ since, reason }: MaintenanceWindow): void {
    if (this.run.gate.isClosedBy('maintenance')) return;
    this.run.gate.close({ by: 'maintenance', since, ...(reason !== undefined && { reason }) });
    this.publish();
    void this.awaitEnd();
  }

  /** Never rejects; a run that is cancelled waits no longer, whatever its gate says. */
  private async awaitEnd(): Promise<void> {
    const summary = `Wait for the end of the maintenance of ${targetLabel(this.target)}`;
    const pollIntervalMs = Math.min(this.input.options.pollIntervalMs, longestMaintenancePollMs);
    const { awaitMaintenanceEnd } = proxyActivities<OnboardingActivities>({ ...maintenanceEndPolicy, summary });
    try {
      await awaitMaintenanceEnd({ target: this.target, pollIntervalMs });
    } catch (error) {
      if (wasCancelled(error)) return;
      log.error('the end of a maintenance window could not be awaited', { target: targetLabel(this.target) });
    }
    this.run.gate.open('maintenance');
    this.publish();
  }

  private publish(): void {
    publishStatus(statusNow(this.run));
    setCurrentDetails(describeRun(this.run));
  }
}

function now(): string {
  return new Date().toISOString();
}

// Updates also come from the Web UI, where a person writes the argument: its shape is checked, too.

function checkPause({ gate, phase }: TenantRun, request: unknown): void {
  if (!isPauseRun(request)) refuse(`the argument must be {reason}, a text of at most ${longestReason} characters`);
  if (phase === 'cleaning-up' || phase === 'closed') refuse('it is cleaning up: nobody is left to be started');
  if (gate.isClosedBy('operator')) refuse(`it is paused already, since ${sinceOf(gate)}`);
}

function checkResume({ gate }: TenantRun, target: WholeTarget): void {
  if (gate.isClosedBy('operator')) return;
  if (gate.isOpen) refuse('it is not paused');
  refuse(`it waits for a maintenance window: onboard resume --target ${targetLabel(target)}`);
}

function isPauseRun(request: unknown): boolean {
  if (request === undefined || request === null) return true;
  if (typeof request !== 'object') return false;
  const reason: unknown = 'reason' in request ? request.reason : undefined;
  return reason === undefined || (typeof reason === 'string' && reason.length <= longestReason);
}

function sinceOf({ paused }: RunGate): string {
  return paused?.since ?? '';
}

function refuse(reason: string): never {
  throw ApplicationFailure.nonRetryable(reason, 'UPDATE_REFUSED');
}
