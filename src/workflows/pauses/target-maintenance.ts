import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import type { MaintenanceInput } from '../../domain/run/maintenance';
import { messages, targetLabel } from '../../domain/run/names';
import { publishStatus } from '../telling/attributes';
import { escapeMarkdown } from '../telling/markdown';
import { announcePolicy, betweenAnnouncementsMs, mostAnnouncements } from '../state/policies';
import { wasCancelled } from '../state/user-failure';

const endSignal = defineSignal(messages.endMaintenance);

/** A window that is open: `announced` counts how often its runs were told, `here` how often by this run of the workflow. */
interface Course {
  ended: boolean;
  announced: number;
  here: number;
}

/**
 * The maintenance window of a target, open as long as this workflow is: until the signal `end`, or until its time is up.
 * Meanwhile it tells the open runs on the target, again and again, for one may have been missed; those that start ask
 * by themselves.
 */
export async function targetMaintenance(input: MaintenanceInput): Promise<void> {
  const course: Course = { ended: false, announced: input.announced ?? 0, here: 0 };
  setHandler(endSignal, () => {
    course.ended = true;
  });
  setCurrentDetails(detailsOf(input));
  void keepAnnouncing(input, course);
  await untilEndOr(input, course, () => course.here >= mostAnnouncements || workflowInfo().continueAsNewSuggested);
  // No signal gets lost: one that comes with the end makes the server call for this decision again.
  await condition(allHandlersFinished);
  if (!course.ended && !isOver(input)) {
    await continueAsNew<typeof targetMaintenance>({ ...input, announced: course.announced });
  }
  publishStatus('completed');
}

function untilEndOr({ endsAt }: MaintenanceInput, course: Course, long: () => boolean): Promise<unknown> {
  const enough = () => course.ended || long();
  if (endsAt === undefined) return condition(enough);
  const leftMs = Math.max(Date.parse(endsAt) - Date.now(), 1);
  return condition(enough, leftMs, { summary: 'Until the window ends by itself' });
}

function isOver({ endsAt }: MaintenanceInput): boolean {
  return endsAt !== undefined && Date.parse(endsAt) <= Date.now();
}

/** Never rejects, and ends with the workflow at the latest. */
async function keepAnnouncing({ target, announced: _, ...window }: MaintenanceInput, course: Course): Promise<void> {
  const summary = `Tell the runs on ${targetLabel(target)}`;
  const { announceMaintenance } = proxyActivities<OnboardingActivities>({ ...announcePolicy, summary });
  try {
    while (course.here < mostAnnouncements) {
      await announceMaintenance({ target, ...window }).catch(unlessCancelled);
      await sleep(betweenAnnouncementsMs(course.announced));
      course.announced += 1;
      course.here += 1;
    }
  } catch (error) {
    if (!wasCancelled(error)) throw error;
  }
}

/** Whoever was not told is told the next time. */
function unlessCancelled(error: unknown): void {
  if (wasCancelled(error)) throw error;
  log.warn('a maintenance window was not announced');
}

function detailsOf({ target, since, reason, endsAt }: MaintenanceInput): string {
  const label = targetLabel(target);
  const until = endsAt === undefined ? 'until somebody ends it' : `until ${endsAt}`;
  return [
    `**Maintenance of ${label}** since ${since}, ${until}: every run on it starts no user and waits.`,
    ...(reason === undefined ? [] : ['', escapeMarkdown(reason)]),
    '',
    `To end it: send the signal \`${messages.endMaintenance}\` (or run \`onboard resume --target ${label}\`).`,
  ].join('\n');
}
