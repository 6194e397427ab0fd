const shownMost = 500;

/** Text from outside, safe to print: no control characters that would steer the terminal, one line, bounded. */
export function printable(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > shownMost ? `${clean.slice(0, shownMost - 1)}…` : clean;
}
