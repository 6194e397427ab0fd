import type { ListCommandFlags } from './command';
import { flagsAgain } from '../../options/flags-again';

/** The command that lists what these flags ask for. */
export function listAgain(flags: ListCommandFlags): string {
  const { tenant, target, status, code, since, users, offboarding, limit, output, pageToken } = flags;
  const values = [
    ['--tenant', tenant],
    ['--target', target],
    ['--status', status],
    ['--code', code],
    ['--since', since],
    ['--limit', String(limit)],
    ['--output', output === 'table' ? undefined : output],
    ['--page-token', pageToken],
  ] as const;
  const words = values.flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  const switches = [...(users ? ['--users'] : []), ...(offboarding ? ['--offboarding'] : [])];
  return `onboard list ${[...switches, ...words].join(' ')}${flagsAgain(flags)}`;
}
