import { mediansOf } from '../baselines/baseline.type.ts';
import type { Context } from '../context.ts';
import type { SessionEndpointSummary } from '../endpoints/endpoint.type.ts';
import { sessionId } from '../filters/session-id.ts';
import {
  type Request,
  type SessionDetection,
  type SessionParameter,
  toDetection,
  toRequest,
} from '../requests/request.type.ts';
import { contentStateOf, type SessionContent, SessionContentState } from '../requests/request-content.type.ts';
import { withhold } from '../scopes/withhold.ts';

/**
 * A request as every format writes it: what GraphQL shows of it, made by the same functions, so that what is masked or
 * withheld there is masked or withheld here.
 */
export interface ExportedRequest extends Omit<Request, 'row'> {
  sessionId: string;
  endpoint: Pick<SessionEndpointSummary, 'id' | 'method' | 'host' | 'pathTemplate'>;
  /** Codes of the flows of its endpoint as they are now. */
  businessFlows: string[];
  parameters: SessionParameter[];
  detections: SessionDetection[];
  contentState: SessionContentState;
  /** Query, payloads, values of parameters, headers and bodies are left out: who made the link may not see them. */
  isWithheld: boolean;
  /** Null: not stored, withheld, or not asked for. */
  content: SessionContent | null;
  baseline: Baseline;
}

/** The median of the endpoint; null: there is no baseline. HIGH or EXTREME; null: the request does not stand out. */
interface Baseline {
  expectedTimeMs: number | null;
  timeFlag: string | null;
  expectedSizeBytes: number | null;
  sizeFlag: string | null;
}

export type RequestRow = Request['row'];

/**
 * Requests with all that belongs to them but their content, in the order of the rows.
 * @param kept what many of them share: their endpoints, and what is usual there
 */
export function toExported(
  { loaders, scopes }: Context,
  kept: Context['loaders'],
  rows: readonly RequestRow[],
): Promise<ExportedRequest[]> {
  const isWithheld = !scopes.has('sessions:content');
  return Promise.all(
    rows.map(async (row) => {
      const { row: _, ...request } = toRequest(row);
      const [endpoint, parameters, detections, usual] = await Promise.all([
        kept.endpoint(row.endpointId),
        loaders.parametersOf(row),
        row.hasDetections ? loaders.detections.load(keyOf(row)) : [],
        kept.baseline(row),
      ]);
      return {
        ...withhold('Request', request, scopes),
        parameters: parameters.map((parameter) => withhold('SessionParameter', parameter, scopes)),
        sessionId: sessionId({ key: row.sessionKey, day: row.day }),
        endpoint,
        businessFlows: endpoint.flowCodes,
        detections: detections.map((each) => withhold('SessionDetection', toDetection(each), scopes)),
        contentState: contentStateOf(row.contentStored, !isWithheld),
        isWithheld,
        content: null,
        baseline: toBaseline(row, mediansOf(usual)),
      };
    }),
  );
}

function toBaseline(row: RequestRow, medians: ReturnType<typeof mediansOf>): Baseline {
  return {
    expectedTimeMs: medians.DURATION,
    timeFlag: row.durationDeviation,
    expectedSizeBytes: medians.SIZE,
    sizeFlag: row.sizeDeviation,
  };
}

/** The content of a request, where it may be read. */
export async function contentOf({ loaders, scopes }: Context, row: RequestRow): Promise<SessionContent | null> {
  if (contentStateOf(row.contentStored, scopes.has('sessions:content')) !== SessionContentState.AVAILABLE) return null;
  const found = await loaders.content.load(keyOf(row));
  return (found?.content as SessionContent | undefined) ?? null;
}

function keyOf({ sessionKey, day, id }: RequestRow): { key: string; day: string; id: string } {
  return { key: sessionKey, day, id };
}
