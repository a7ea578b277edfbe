import { inOrder } from '../plugins/core/in-order.ts';
import type { Panel } from '../plugins/core/plugin-panels.ts';
import { renderContent } from './request-content.ts';
import type { RequestDetails } from './request-details.ts';
import { renderDetections } from './request-detections.ts';
import { renderEndpoint } from './request-endpoint.ts';
import { renderParameters, renderRequest } from './request-facts.ts';
import type { BlockContext } from './request-parts.ts';
import { renderPerformance } from './request-performance.ts';

interface OwnPanel {
  readonly id: string;
  readonly place: number;
  readonly when?: (request: RequestDetails) => boolean;
  readonly render: (request: RequestDetails, context: BlockContext) => unknown;
}

/** The blocks of a request, by the names that plugins know them by, in the order in which they stand. */
const OWN_PANELS: readonly OwnPanel[] = [
  { id: 'request', place: 0, render: renderRequest },
  { id: 'detections', place: 100, when: ({ detections }) => detections.length > 0, render: renderDetections },
  { id: 'performance', place: 150, render: renderPerformance },
  { id: 'endpoint', place: 200, when: ({ endpointSummary }) => endpointSummary !== null, render: renderEndpoint },
  {
    id: 'endpoint-parameters',
    place: 210,
    when: ({ endpointSummary }) => endpointSummary !== null,
    render: (_request, { detail, localize, endpointParameters }) =>
      endpointParameters.render(detail.parametersOfEndpoint, localize),
  },
  { id: 'parameters', place: 300, when: ({ parameters }) => parameters.length > 0, render: renderParameters },
  { id: 'content', place: 400, render: renderContent },
];

/** Ours and those of plugins. */
export function panelsFor(request: RequestDetails, context: BlockContext, others: readonly Panel[]): readonly Panel[] {
  const own = OWN_PANELS.map(({ id, place, when, render }) => ({
    id,
    place,
    isThere: when?.(request) ?? true,
    render: () => render(request, context),
  }));
  return inOrder(
    own.filter(({ isThere }) => isThere),
    others,
  );
}
