import { InvalidArgumentError } from 'commander';
import { systems } from '../../domain/tenant/target-ref';

const form = new RegExp(`^(?:${systems.join('|')}):[a-z0-9][a-z0-9-]{0,62}$`);

/** `mas:inst1`, as search attributes and metrics name a target. Throws commander's error for anything else. */
export function parseTargetName(text: string): string {
  if (form.test(text)) return text;
  throw new InvalidArgumentError(`Write SYSTEM:INSTANCE, such as mas:inst1; systems: ${systems.join(', ')}.`);
}
