import type { RunReport } from '../domain/report/report';
import type { ReportFormat } from '../domain/report/file-formats';
import { renderCsv, renderInputCsv } from './csv';
import { harmlessReport } from '../domain/report/harmless';
import { renderHtml } from './html';
import { renderJson } from './json';
import { renderJunit } from './junit';
import { renderMarkdown } from './markdown';
import { failedOnly, type ReportScope } from './selection';
import { renderTenantYaml } from './tenant-yaml';

/** What a format tells of users: their steps, or only what came of them. */
export function detailOf(format: ReportFormat): 'steps' | 'outcomes' {
  return format === 'html' || format === 'json' ? 'steps' : 'outcomes';
}

/** The report as text, piece by piece as its users are read, ending with a line break; nothing in it steers a terminal. */
export function renderReport(report: RunReport, format: ReportFormat, scope: ReportScope): AsyncGenerator<string> {
  return harmlessReport(rendered(report, format, scope), format === 'json' || format === 'yaml' ? 'json' : 'other');
}

function rendered(report: RunReport, format: ReportFormat, scope: ReportScope): AsyncGenerator<string> {
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
      return renderJunit(part, scope);
    case 'html':
      return renderHtml(part, scope);
    case 'yaml':
      return renderTenantYaml(part);
  }
}
