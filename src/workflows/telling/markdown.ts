/** Text of others as one line of Markdown that shows it as it is. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[|\\`*_<>[\]]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}
