// What moves a cursor, hides or turns text around in a terminal: all controls but tab and line end, and the marks that
// change the direction of text. U+009B begins an escape sequence as ESC [ does.
const steering = /(?![\t\n\r])\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]|\r(?!\n)/gu;

/** The text without anything that steers a terminal: each such character becomes U+FFFD. */
export function harmless(text: string): string {
  return text.replaceAll(steering, '\uFFFD');
}

/** The same of JSON, or of what quotes as JSON does, without a loss: each becomes its escape. */
export function harmlessJson(json: string): string {
  return json.replaceAll(steering, escapedAsJson);
}

export function escapedAsJson(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Which of both is right for what a format makes. */
export async function* harmlessReport(
  chunks: AsyncIterable<string>,
  quoting: 'json' | 'other',
): AsyncGenerator<string> {
  const clean = quoting === 'json' ? harmlessJson : harmless;
  for await (const chunk of chunks) yield clean(chunk);
}
