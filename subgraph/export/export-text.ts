import type { Context } from '../context.ts';
import { type ExportLink, isListLink } from './export-link.ts';
import type { ExportFormat } from './formats/format.type.ts';
import { REQUEST_FORMATS, SESSION_FORMATS } from './formats/formats.ts';
import { requestsOfList, sessionsOfList } from './list-file.ts';
import { requestsOfSession } from './session-file.ts';

/** The file of a link: what it is, and its text. */
export interface ExportFile {
  mediaType: string;
  /** Piece by piece, each read when it is asked for. Throws where the file would not be whole. */
  text: AsyncGenerator<string>;
}

/** @param open a context of the link's tenant */
export function fileOf(link: ExportLink, open: () => Context): ExportFile {
  if (isListLink(link) && link.rows === 'SESSIONS') {
    const format = SESSION_FORMATS[link.format];
    return { mediaType: format.mediaType, text: textOf(format, sessionsOfList(link, open)) };
  }
  const format = REQUEST_FORMATS[link.format];
  const pieces = isListLink(link) ? requestsOfList(link, format, open) : requestsOfSession(link, format, open);
  return { mediaType: format.mediaType, text: textOf(format, pieces) };
}

async function* textOf<Row>(format: ExportFormat<Row>, pieces: AsyncIterable<Row[]>): AsyncGenerator<string> {
  let separator = format.before;
  for await (const rows of pieces) {
    yield separator + format.write(rows);
    separator = format.between;
  }
  yield (separator === format.before ? format.before : '') + format.after;
}
