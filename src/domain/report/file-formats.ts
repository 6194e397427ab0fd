export const reportFormats = ['markdown', 'json', 'csv', 'junit', 'html', 'yaml'] as const;
export type ReportFormat = (typeof reportFormats)[number];

const endings: readonly (readonly [ending: string, ReportFormat])[] = [
  ['.md', 'markdown'],
  ['.markdown', 'markdown'],
  ['.json', 'json'],
  ['.csv', 'csv'],
  ['.xml', 'junit'],
  ['.html', 'html'],
  ['.htm', 'html'],
  ['.yaml', 'yaml'],
  ['.yml', 'yaml'],
];

/** The endings of file names that tell a format. */
export const reportEndings: readonly string[] = endings.map(([ending]) => ending);

/** The format that the ending of a file's name tells; undefined for any other. */
export function formatOfFile(file: string): ReportFormat | undefined {
  return endings.find(([ending]) => file.toLowerCase().endsWith(ending))?.[1];
}
