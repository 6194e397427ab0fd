import { findRun, readUserCourse } from '../../../client';
import type { StatusCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { whoseRuns } from '../../options/flags';
import { resolvePlace } from '../../place/place';
import { requireRuns } from '../../place/require-runs';
import { tellLink } from '../../follow/settle-run';
import { onStage } from '../../place/stage';
import { jsonOf } from '../../terminal/terminal';
import { userText } from './user-text';
import { keyOfRecord, userKeyOptions } from '../../place/user-keys';

/** `onboard status TENANT --user ID`: what the run did for one user. */
export async function showUser(
  context: Context,
  tenant: string,
  flags: StatusCommandFlags & { readonly user: string },
): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  requireRuns(place, tenant);
  const keyOfUser = keyOfRecord(await userKeyOptions(context, flags));
  const keyOf = (id: string) => keyOfUser({ email: id, given_name: '', family_name: '' });
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const ref = { tenant, ...whoseRuns(flags), runId: flags.run };
    await stage.answerQuestions(await findRun(temporal, ref));
    const course = await readUserCourse(temporal, { ...ref, user: flags.user, keyOf });
    const { terminal } = context;
    terminal.data(
      flags.output === 'table'
        ? userText(course, { now: Date.now(), paint: terminal.paint })
        : jsonOf(course, flags.output),
    );
    const last = course.rounds.at(-1);
    if (last !== undefined) tellLink(stage, last);
    return exitCodes.done;
  });
}
