import type { CombinedError } from '@urql/core';
import type { TemplateResult } from 'lit';
import { detectionContext, requestContext, sessionContext } from './contexts.ts';
import type { DetectionCore, RequestContext, RequestCore, SessionCore } from './contract.ts';
import type { Contributions } from './contributions.ts';
import { type Panel, panelsOf } from './plugin-panels.ts';
import { renderActions, renderLink, renderTools, type ToolsView } from './plugin-tools.ts';

/** After the first block. */
const TOOLS_PLACE = 50;

/** What plugins show in an open session. */
export interface Shown {
  readonly panels: readonly Panel[];
  /** Links and actions. */
  readonly tools: unknown;
}

/** What they show in an open request: links and actions are a block of their own. */
export interface ShownInRequest {
  readonly panels: readonly Panel[];
  /** Links and buttons. */
  toolsOf(detection: DetectionCore): readonly TemplateResult[];
}

export function shownInRequest(
  set: Contributions,
  request: RequestCore & { session: RequestContext['session'] },
  view: ToolsView,
  error?: CombinedError,
): ShownInRequest {
  const context = requestContext(request, set.unanswered('Request', request, ['request'], view.connection, error));
  return {
    panels: [
      { id: 'tools', place: TOOLS_PLACE, render: () => renderTools(set, 'requestActions', context, view) },
      ...panelsOf(set, 'requestPanels', context, view),
    ],
    toolsOf: (detection) => {
      const found = detectionContext(context, detection);
      const links = set.links('detectionLinks', found, view).map((link) => renderLink(link, view));
      return [...links, ...renderActions(set, 'detectionActions', found, view)];
    },
  };
}

export function shownInSession(
  set: Contributions,
  session: SessionCore,
  view: ToolsView,
  error?: CombinedError,
): Shown {
  const context = sessionContext(session, set.unanswered('Session', session, ['session'], view.connection, error));
  return {
    panels: panelsOf(set, 'sessionPanels', context, view),
    tools: renderTools(set, 'sessionActions', context, view),
  };
}
