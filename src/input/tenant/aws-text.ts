import type { Fault } from '../../domain/tenant/text-faults';

/** Why the text of an AWS secret is none of a JSON object; undefined when it is one. */
export function awsTextFault(text: string): Fault | undefined {
  const shape = 'key: e-mail address; value: CSV';
  if (text.trim() === '') return { message: 'the secret is empty', hint: 'write {} where it holds nobody' };
  if (text.startsWith('\uFEFF')) {
    return { message: 'the secret begins with a byte order mark', hint: 'save it as UTF-8 without one' };
  }
  return isJsonObject(text) ? undefined : { message: 'the secret is not a JSON object', hint: shape };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
