import { catalogue, type CatalogueEntry } from '../../domain/failures/catalogue';
import { UsageError } from './errors';

/** The entry of a code, however it is written. Throws `UsageError` for one that is not in the catalogue. */
export function knownCode(text: string): CatalogueEntry {
  const code = text.toUpperCase().replaceAll('-', '_');
  const all = catalogue();
  const found = all.find((entry) => entry.code === code);
  if (found !== undefined) return found;
  const near = all.map((entry) => entry.code).filter((other) => other.includes(code) || code.includes(other));
  throw new UsageError(
    'There is no such error code.',
    near.length > 0 ? `Perhaps: ${near.join(', ')}` : 'List all: onboard explain',
  );
}
