import { setUp } from '../../../client';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { resolvePlace } from '../../place/place';
import { onStage } from '../../place/stage';
import { jsonOf } from '../../terminal/terminal';
import type { Asked } from '../../options';

/** `onboard setup`. */
export async function setUpNamespace(context: Context, { output, ...request }: Asked): Promise<ExitCode> {
  const place = resolvePlace(request.place, context.host);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session }) => {
    const registered = await setUp(session.temporal);
    const { namespace } = session.temporal;
    const text = registered.length === 0 ? 'nothing to do' : `registered ${registered.join(', ')}`;
    context.terminal.data(
      output === 'table' ? `namespace ${namespace}: ${text}` : jsonOf({ namespace, registered }, output),
    );
    return exitCodes.done;
  });
}
