import type { Context } from '../context.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { contentOf, type ExportedRequest, type RequestRow, toExported } from './exported-request.ts';
import type { ExportFormat } from './formats/format.type.ts';

type RequestQuery = Parameters<Context['loaders']['requestPage']['load']>[0]['query'];

/** Rows that one statement reads of a session. */
const PAGE = 500;
/** Endpoints that are remembered from page to page, with what is usual there. */
const ENDPOINTS = 5_000;
/** Requests whose headers and bodies are in memory at once: they are what is large. */
const CONTENTS = 20;

/**
 * The requests of the rows, with all that belongs to them. The next piece is read when it is asked for, with loaders of its own, so
 * that nothing of the requests of former ones is kept.
 * @param open a context of the link's tenant
 */
export async function* requestPieces(
  pages: AsyncIterable<RequestRow[]>,
  { withContent }: Pick<ExportFormat<ExportedRequest>, 'withContent'>,
  open: () => Context,
): AsyncGenerator<ExportedRequest[]> {
  const kept = keptLoaders(open);
  for await (const rows of pages) {
    const requests = await toExported(open(), kept(rows), rows);
    if (withContent) yield* withContents(requests, rows, open);
    else yield requests;
  }
}

/**
 * Loaders that last for more than a page. What is usual for an endpoint is compared without the session's own requests,
 * so that looking it up reads all of them that went there: page by page, a session would be read as often as it has pages.
 */
function keptLoaders(open: () => Context): (rows: readonly RequestRow[]) => Context['loaders'] {
  let { loaders } = open();
  const known = new Set<string>();
  return (rows) => {
    for (const { endpointId } of rows) known.add(endpointId);
    if (known.size > ENDPOINTS) {
      ({ loaders } = open());
      known.clear();
    }
    return loaders;
  };
}

async function* withContents(
  requests: readonly ExportedRequest[],
  rows: readonly RequestRow[],
  open: () => Context,
): AsyncGenerator<ExportedRequest[]> {
  for (let start = 0; start < rows.length; start += CONTENTS) {
    const context = open();
    const contents = await Promise.all(rows.slice(start, start + CONTENTS).map((row) => contentOf(context, row)));
    yield contents.map((content, index) => ({ ...requests[start + index]!, content }));
  }
}

/** The rows of the lists of requests of some parts, one part after the other, each in the order of the query by time. */
export async function* requestPages(
  parts: readonly SessionPart[],
  query: RequestQuery,
  open: () => Context,
): AsyncGenerator<RequestRow[]> {
  const { loaders } = open();
  const pageOf = (part: SessionPart, last: RequestRow | undefined, of: Context['loaders']) => {
    const place = last ? { value: 0, time: last.time.toISOString(), seq: last.seq } : null;
    return of.requestPage.load({ part, query, place, backwards: false, limit: PAGE, offset: 0 });
  };
  // The first pages of all parts are read together.
  const first = await Promise.all(parts.map((part) => pageOf(part, undefined, loaders)));
  for (const [index, part] of parts.entries()) {
    let rows = first[index]!;
    while (rows.length > 0) {
      yield rows;
      rows = rows.length < PAGE ? [] : await pageOf(part, rows.at(-1), open().loaders);
    }
  }
}
