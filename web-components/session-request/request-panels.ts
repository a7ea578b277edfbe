import { inOrder } from '../plugins/in-order.ts';
import type { Panel } from '../plugins/plugin-panels.ts';
import { renderContent } from './request-content.ts';
import { renderDetections } from './request-detections.ts';
import { renderEndpoint } from './request-endpoint.ts';
import { renderParameters, renderRequest } from './request-facts.ts';
import type { BlockContext } from './request-parts.ts';
import type { RequestDetails } from './session-request.ts';

interface OwnPanel {
  readonly id: string;
  readonly when?: (request: RequestDetails) => boolean;
  readonly render: (request: RequestDetails, context: BlockContext) => unknown;
}

/** The blocks of a request, by the names that plugins know them by, in the order in which they stand. */
const OWN_PANELS: readonly OwnPanel[] = [
  { id: 'request', render: renderRequest },
  { id: 'detections', when: ({ detections }) => detections.length > 0, render: renderDetections },
  { id: 'endpoint', when: ({ endpointSummary }) => endpointSummary !== null, render: renderEndpoint },
  { id: 'parameters', when: ({ parameters }) => parameters.length > 0, render: renderParameters },
  { id: 'content', render: renderContent },
];

/** Ours and those of plugins. */
export function panelsFor(request: RequestDetails, context: BlockContext, others: readonly Panel[]): readonly Panel[] {
  const own = OWN_PANELS.map(({ id, when, render }, index) => ({
    id,
    place: index * 100,
    isThere: when?.(request) ?? true,
    render: () => render(request, context),
  }));
  return inOrder(
    own.filter(({ isThere }) => isThere),
    others,
  );
}
