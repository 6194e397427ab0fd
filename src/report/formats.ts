import type { RunReport } from '../domain/report/report';
import { renderCsv, renderInputCsv } from './csv';
import { renderHtml } from './html';
import { renderJson } from './json';
import { renderJunit } from './junit';
import { renderMarkdown } from './markdown';
import { failedOnly } from './selection';
import { renderTenantYaml } from './tenant-yaml';

export const reportFormats = ['markdown', 'json', 'csv', 'junit', 'html', 'yaml'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Of whom a report tells. The failed users alone make the CSV an input file. */
export type ReportScope = 'everyone' | 'failed';

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

/** The report as text, ending with a line break. */
export function renderReport(report: RunReport, format: ReportFormat, scope: ReportScope): string {
  if (scope === 'failed' && format === 'csv') return renderInputCsv(report);
  const part = scope === 'failed' ? failedOnly(report) : report;
  switch (format) {
    case 'markdown':
      return renderMarkdown(part);
    case 'json':
      return renderJson(part);
    case 'csv':
      return renderCsv(part);
    case 'junit':
      return renderJunit(part);
    case 'html':
      return renderHtml(part);
    case 'yaml':
      return renderTenantYaml(part);
  }
}
