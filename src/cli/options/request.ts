import type { NoticeWish } from '../../domain/run/notice';
import type { RunOptions } from '../../domain/run/run';
import type { Output } from '../terminal/terminal';
import type { PlaceWish } from './place';
import type { ReportWish } from './report';
import type { Follow } from './run';

/** Of a command that asks Temporal, and prints what it hears. */
export interface Asked {
  readonly place: PlaceWish;
  readonly output: Output;
}

/** Of a command that may need a worker configuration for what it does. */
export interface Worked {
  readonly place: PlaceWish;
  readonly config: string | undefined;
}

/** Of a command that follows to the end, and tells of it. */
export interface Told {
  readonly follow: Follow;
  readonly output: Output;
  /** Gets the report, as it stands when following ends. */
  readonly report: ReportWish | undefined;
}

/** Of a command that may begin a run. */
export interface Begun {
  readonly run: RunOptions;
  readonly notify: readonly NoticeWish[];
}
