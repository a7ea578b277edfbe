import type { LocalizeController } from '../i18n/localize.ts';
import type { Exploration, ExplorationHost } from './exploration.ts';
import { ignoredStyles, renderIgnored } from './ignored-notice.ts';
import { splitterStyles } from './pane-splitter.styles.ts';
import { PaneSplitter } from './pane-splitter.ts';
import { startStyles } from './starting-points.styles.ts';
import { StartingPoints, type StartsHost } from './starting-points.ts';

type Host = ExplorationHost & StartsHost & ConstructorParameters<typeof PaneSplitter>[0];

/** What stands around list and session, and is read when the filters are on the screen. Its room is kept. */
export class Extras {
  private readonly splitter: PaneSplitter;
  private readonly starts: StartingPoints;

  constructor(
    private readonly host: Host,
    private readonly exploration: Exploration,
    private readonly localize: LocalizeController,
  ) {
    this.splitter = new PaneSplitter(host, () => localize.terms);
    this.starts = new StartingPoints(
      host,
      () => ({ ...exploration.shown, now: exploration.now, locale: localize.locale }),
      (look) => exploration.change(look),
    );
    const own = [ignoredStyles, splitterStyles, startStyles].map(({ styleSheet }) => styleSheet!);
    (host.renderRoot as ShadowRoot).adoptedStyleSheets.push(...own);
  }

  renderStarts(): unknown {
    return this.starts.render();
  }

  renderSplitter(): unknown {
    return this.splitter.render();
  }

  /** What was left out of the link. */
  renderIgnored(): unknown {
    return renderIgnored(this.exploration.ignored, this.localize.terms, () => {
      this.exploration.ignored = [];
      this.host.requestUpdate();
    });
  }

  updated(): void {
    this.splitter.updated();
  }
}
