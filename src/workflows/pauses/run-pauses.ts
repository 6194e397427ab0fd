import {
  condition,
  defineSignal,
  defineUpdate,
  log,
  proxyActivities,
  setCurrentDetails,
  sleep,
} from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import type { MaintenanceWait, MaintenanceWindow, WholeTarget } from '../../domain/run/maintenance';
import { messages, targetLabel } from '../../domain/run/names';
import type { Paused } from '../../domain/run/outcome';
import type { OnboardTenantInput, PauseRun } from '../../domain/run/run';
import { nothing } from '../messages/checks';
import { listenOrder } from '../messages/listen';
import { pauseRun } from '../messages/shapes';
import { publishStatus, statusNow } from '../telling/attributes';
import { describeRun } from '../telling/describe-run';
import { askMaintenancePolicy, awaitMaintenancePolicy, maintenancePollMs } from '../state/policies';
import type { RunGate } from '../state/run-gate';
import type { TenantRun } from '../state/tenant-run';
import { wasCancelled } from '../state/user-failure';

type Absent = null | undefined;

const pauseMessages = {
  update: defineUpdate<Paused, [PauseRun | Absent]>(messages.pause),
  signal: defineSignal<[PauseRun | Absent]>(messages.pause),
};
const resumeMessages = {
  update: defineUpdate<Paused | null, [Absent]>(messages.resume),
  signal: defineSignal<[Absent]>(messages.resume),
};

/** Closes and opens a run's gate: for operators, whose orders `pause` and `resume` it takes, and for maintenance windows of its target. */
export class RunPauses {
  private readonly run: TenantRun;
  private readonly input: Pick<OnboardTenantInput, 'target' | 'options'>;
  private resuming: Promise<Paused | null> | undefined;

  constructor(run: TenantRun, input: Pick<OnboardTenantInput, 'target' | 'options'>) {
    this.run = run;
    this.input = input;
    this.listen();
  }

  private listen(): void {
    const { run } = this;
    listenOrder(pauseMessages, {
      shape: pauseRun,
      refusal: () => refusalOfPause(run),
      carryOut: (request) => this.pause(request?.reason),
    });
    listenOrder(resumeMessages, {
      shape: nothing,
      refusal: () => refusalOfResume(run, this.target),
      carryOut: () => this.resume(),
    });
  }

  /**
   * Asks whether the target has a maintenance window, and waits for its end. From then on looks every so often whether
   * another one begins. Throws `CancelledFailure`.
   */
  async waitOutMaintenance(): Promise<void> {
    await this.lookForWindow();
    await condition(() => !this.run.gate.isClosedBy('maintenance'));
    void this.keepLooking();
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

  /** Nobody starts before a window was looked for that has just begun. */
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
    try {
      await this.awaitWindow('ended', `Wait for the end of the maintenance of ${targetLabel(this.target)}`);
    } catch (error) {
      if (wasCancelled(error)) return;
      log.error('the end of a maintenance window could not be awaited', { target: targetLabel(this.target) });
    }
    this.run.gate.open('maintenance');
    this.publish();
  }

  /** Never rejects; ends with the run at the latest. A short run does not look a second time. */
  private async keepLooking(): Promise<void> {
    const { gate } = this.run;
    try {
      for (;;) {
        await sleep(maintenancePollMs('begun', this.input.options));
        await condition(() => !gate.isClosedBy('maintenance'));
        const window = await this.awaitWindow('begun', `Look for maintenance of ${targetLabel(this.target)}`);
        if (window !== null) this.beginMaintenance(window);
      }
    } catch (error) {
      if (wasCancelled(error)) return;
      log.error('maintenance windows are not looked for any more', { target: targetLabel(this.target) });
    }
  }

  private awaitWindow(until: MaintenanceWait['until'], summary: string): Promise<MaintenanceWindow | null> {
    const { awaitMaintenance } = proxyActivities<OnboardingActivities>({ ...awaitMaintenancePolicy, summary });
    return awaitMaintenance({
      target: this.target,
      until,
      pollIntervalMs: maintenancePollMs(until, this.input.options),
    });
  }

  private publish(): void {
    publishStatus(statusNow(this.run));
    setCurrentDetails(describeRun(this.run));
  }
}

function now(): string {
  return new Date().toISOString();
}

function refusalOfPause({ gate, phase }: TenantRun): string | undefined {
  if (phase === 'cleaning-up' || phase === 'closed') return 'it is cleaning up: nobody is left to be started';
  return gate.isClosedBy('operator') ? `it is paused already, since ${sinceOf(gate)}` : undefined;
}

function refusalOfResume({ gate }: TenantRun, target: WholeTarget): string | undefined {
  if (gate.isClosedBy('operator')) return undefined;
  if (gate.isOpen) return 'it is not paused';
  if (!gate.isClosedBy('maintenance')) return 'it waits for its target to be back, and goes on by itself';
  return `it waits for a maintenance window: onboard resume --target ${targetLabel(target)}`;
}

function sinceOf({ paused }: RunGate): string {
  return paused?.since ?? '';
}
