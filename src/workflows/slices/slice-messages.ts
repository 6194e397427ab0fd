import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { messages } from '../../domain/run/names';
import type { Counts, Paused, StatusPage } from '../../domain/run/outcome';
import type { StatusRequest } from '../../domain/run/run';
import type {
  OpenSlices,
  SliceAnswer,
  SliceChange,
  SliceReport,
  SliceShare,
  SlicesPage,
  UserPage,
} from '../../domain/run/user-slice';

type Absent = null | undefined;

// From a slice to its run: how it stands, and what became of a change that was asked for.
export const told = defineSignal<[SliceReport]>(messages.told);
export const changed = defineSignal<[SliceAnswer]>(messages.changed);

// From a run to its slices.
export const share = defineSignal<[SliceShare]>(messages.share);
/** Why the run's gate is closed, or null when it is open. */
export const gateChanged = defineSignal<[Paused | null]>(messages.gateChanged);
/** Nobody waits any more for a target that does not come back. */
export const giveUp = defineSignal<[Absent]>(messages.giveUp);
export const change = defineSignal<[SliceChange]>(messages.change);
/** The run ends: a slice of which nobody waits ends as well. */
export const finish = defineSignal<[Absent]>(messages.finish);

// From whoever started or joined the run: to the run, and to a slice.
export const slicesQuery = defineQuery<SlicesPage, [number | Absent]>(messages.slices);
export const openSlices = defineUpdate<readonly number[], [OpenSlices]>(messages.openSlices);
/** How a slice's users stand: as a run answers of the users that it starts itself. */
export const sliceStatus = defineQuery<StatusPage, [StatusRequest | Absent]>(messages.status);
/** Which of these keys are of nobody in the slice. */
export const missingUsers = defineQuery<readonly string[], [readonly string[]]>(messages.missingUsers);
export const takeUsers = defineUpdate<Counts, [UserPage]>(messages.takeUsers);
