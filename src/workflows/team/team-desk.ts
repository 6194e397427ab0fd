import type { MembershipRequest, PersonChange, TeamWriterInput, WrittenChange } from '../../domain/run/team-writing';

/** The most requests that are written at once: their persons and outcomes stay far below the limits of a payload. */
const batchSize = 250;
/**
 * How long a change is looked after once it is written: whoever else read the team before it, in a page of a browser for
 * instance, may still write what they had read. Later than that, a member who is missing was taken out on purpose.
 */
const lookAfterMs = 180_000;
const mostLookedAfter = 1_000;
/** Whoever takes a member out this often means it. */
const mostUndone = 3;

/** What a team's writer has to do: requests that wait, and changes that were written a moment ago. Plain data, no Temporal. */
export class TeamDesk {
  private readonly waiting: Map<string, MembershipRequest>;
  private recent: readonly WrittenChange[];

  constructor({ pending = [], recent = [] }: TeamWriterInput) {
    this.waiting = new Map(pending.map((request) => [request.id, request]));
    this.recent = recent;
  }

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  /** Somebody who asks again is the same request. */
  take(request: MembershipRequest): void {
    this.waiting.set(request.id, request);
  }

  /** Answers the request if it still waited; one that is being written ends first. */
  withdraw(id: string): MembershipRequest | undefined {
    const request = this.waiting.get(id);
    this.waiting.delete(id);
    return request;
  }

  /** The requests of the next write, in the order they came; at most one of each person. */
  nextBatch(): MembershipRequest[] {
    const batch: MembershipRequest[] = [];
    const persons = new Set<string>();
    for (const request of this.waiting.values()) {
      if (batch.length === batchSize) break;
      if (persons.has(request.person.id)) continue;
      persons.add(request.person.id);
      batch.push(request);
    }
    for (const { id } of batch) this.waiting.delete(id);
    return batch;
  }

  /** Whether something was written a moment ago. */
  looksAfter(now: number): boolean {
    return this.recent.some(({ at }) => now - at < lookAfterMs);
  }

  /** What was written a moment ago and is to be looked at again with a batch; what the batch contradicts is forgotten. */
  lookedAfter(now: number, batch: readonly PersonChange[]): WrittenChange[] {
    const persons = new Set(batch.map(({ person }) => person.id));
    const same = new Set(batch.map(nameOf));
    // Another role is another wish, for a member has one.
    this.recent = this.recent.filter(
      (change) => now - change.at < lookAfterMs && (!persons.has(change.person.id) || same.has(nameOf(change))),
    );
    return this.recent.filter((change) => !same.has(nameOf(change)));
  }

  /** Notes a write: `written` are the ids of the changes that it made, the batch's and those that somebody had undone. */
  noteWritten(batch: readonly PersonChange[], written: ReadonlySet<string>, at: number): void {
    const again = this.recent
      .map((change) => (written.has(change.id) ? { ...change, at, undone: change.undone + 1 } : change))
      .filter(({ undone }) => undone < mostUndone);
    const fresh = batch
      .filter(({ id }) => written.has(id))
      .map(({ id, person, change }) => ({ id, person, change, at, undone: 0 }));
    const same = new Set(fresh.map(nameOf));
    this.recent = [...again.filter((change) => !same.has(nameOf(change))), ...fresh].slice(-mostLookedAfter);
  }

  /** What the next run of the writer begins with. */
  handOver(): Pick<TeamWriterInput, 'pending' | 'recent'> {
    return { pending: [...this.waiting.values()], recent: this.recent };
  }
}

function nameOf({ person, change }: PersonChange): string {
  return `${change.kind} ${change.kind === 'join' ? change.role : ''} ${person.id}`;
}
