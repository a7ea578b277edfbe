import type { ExportFormatName } from '../export.type.ts';
import { csv } from './csv.ts';
import type { ExportFormat } from './format.type.ts';
import { har } from './har.ts';
import { jsonLines } from './json-lines.ts';

export const EXPORT_FORMATS: Record<ExportFormatName, ExportFormat> = { CSV: csv, JSON: jsonLines, HAR: har };

/** Session ids are letters, digits, `-`, `_` and a dot: nothing in the name needs quoting, anywhere. */
export function filenameOf(sessionId: string, format: ExportFormatName): string {
  return `session-${sessionId}.${EXPORT_FORMATS[format].extension}`;
}
