import type { Output } from '../terminal/terminal';
import type { PlaceWish } from './place';
import type { ReportWish } from './report';
import type { Follow } from './run';

// What the requests of many commands have in common.

/** Where a command works, and with which worker configuration if it works itself. */
export interface Working {
  readonly place: PlaceWish;
  readonly config: string | undefined;
}

/** How a command follows a run, and what it tells of the run's end. */
export interface Following {
  readonly follow: Follow;
  readonly output: Output;
  readonly report: ReportWish | undefined;
}
