import type { RunReport } from '../domain/report/report';
import type { ReportFormat } from '../domain/report/file-formats';
import { renderCsv, renderInputCsv } from './csv';
import { renderHtml } from './html';
import { renderJson } from './json';
import { renderJunit } from './junit';
import { renderMarkdown } from './markdown';
import { failedOnly } from './selection';
import { renderTenantYaml } from './tenant-yaml';

/** Of whom a report tells. The failed users alone make the CSV an input file. */
export type ReportScope = 'everyone' | 'failed';

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
