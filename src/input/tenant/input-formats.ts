import type { CsvOptions } from '../csv/csv-users';

/** How a tenant file is written; by its name, unless this says it: `.csv` and `.tsv` are CSV, everything else YAML or JSON. */
export const inputFormats = ['yaml', 'csv'] as const;
export type InputFormat = (typeof inputFormats)[number];

/** How a file is read whose name and header do not tell. */
export interface TenantReading extends CsvOptions {
  readonly format?: InputFormat | undefined;
}
