import type { Paused } from '../../domain/run/outcome';

type Closer = Paused['by'];

/** Lets a run start users unless an operator paused it, or its target has a maintenance window or is out of order; all must be lifted. Plain data. */
export class RunGate {
  private readonly closed = new Map<Closer, Paused>();

  get isOpen(): boolean {
    return this.closed.size === 0;
  }

  /** Why nobody starts; what the operator did goes first. */
  get paused(): Paused | undefined {
    return this.closed.get('operator') ?? this.closed.get('maintenance') ?? this.closed.get('target');
  }

  isClosedBy(closer: Closer): boolean {
    return this.closed.has(closer);
  }

  close(paused: Paused): void {
    if (!this.closed.has(paused.by)) this.closed.set(paused.by, paused);
  }

  open(closer: Closer): void {
    this.closed.delete(closer);
  }
}
