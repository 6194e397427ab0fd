import { type CatalogueEntry, catalogue } from '../../../domain/failures/catalogue';
import { exitText, retryTexts } from './texts';

const preface = `# Error codes

<!-- Written by \`npm run pages\` from src/domain/failures/failures.ts and its parts. Change it there. -->

Every failure that a run or a command can end with. \`onboard explain CODE\` says the same; \`onboard list --code CODE\` finds the
users that failed with a code, and \`onboard status TENANT --user ID\` shows what happened to one of them.

A code is the type of the failure in Temporal's Web UI, the value of the search attribute \`OnboardErrorCode\`, and stands in results,
reports, logs and notices. Codes don't change their meaning.`;

const chapters = [
  ['run', 'Runs and their users'],
  ['command', 'Commands'],
] as const satisfies readonly (readonly [CatalogueEntry['about'], string])[];

/** `docs/reference/errors.md`: the whole catalogue, an anchor for each code (`#mas_user_conflict`). */
export function errorsPage(): string {
  const all = catalogue();
  const parts = chapters.flatMap(([about, title]) => {
    const entries = all.filter((entry) => entry.about === about);
    return [`## ${title}`, contents(entries), ...entries.map(section)];
  });
  return `${[preface, ...parts].join('\n\n')}\n`;
}

function contents(entries: readonly CatalogueEntry[]): string {
  return entries.map(({ code }) => `[\`${code}\`](#${code.toLowerCase()})`).join(' · ');
}

function section(entry: CatalogueEntry): string {
  const { code, cause, remedy, retry, expiresAs } = entry;
  const exit = exitText(entry);
  const lines = [
    `### ${code}`,
    '',
    `- **Cause:** ${text(cause)}`,
    `- **What to do:** ${text(remedy)}`,
    `- **Tried again:** ${retryTexts[retry]}`,
    ...(expiresAs === undefined ? [] : [`- **When the time is up:** [\`${expiresAs}\`](#${expiresAs.toLowerCase()})`]),
    ...(exit === undefined ? [] : [`- **Exit code:** ${exit}`]),
  ];
  return lines.join('\n');
}

/** What a reader of Markdown would take for markup. */
function text(words: string): string {
  return words.replace(/[*_<>[\]]/g, (character) => `\\${character}`);
}
