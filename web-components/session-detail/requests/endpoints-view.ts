import { type StaticValue, html as staticHtml } from 'lit/static-html.js';
import type { Pivot } from '../../pivots/pivot.ts';
import { inheritedAttributes } from '../../shared/inherited-attributes.ts';
import type { RequestsWhere } from '../../state/detail-filters.ts';

type Host = Parameters<typeof inheritedAttributes>[0] & {
  readonly sessionId: string;
  readonly where: RequestsWhere;
  readonly everywhere?: (pivot: Pivot) => boolean;
  readonly updateComplete: Promise<boolean>;
  readonly renderRoot: HTMLElement | DocumentFragment;
  requestUpdate(): void;
};

/** What of the requests is shown: each, or what they say of each endpoint. */
export type View = 'requests' | 'endpoints';

/** The endpoints in the place of the requests. */
export class EndpointsView {
  view: View = 'requests';

  constructor(
    private readonly host: Host,
    private readonly tag: StaticValue,
  ) {}

  get isOpen(): boolean {
    return this.view === 'endpoints';
  }

  readonly choose = (view: View): void => {
    this.view = view;
    this.host.requestUpdate();
  };

  toggle(): void {
    this.choose(this.isOpen ? 'requests' : 'endpoints');
  }

  render() {
    const { host, tag } = this;
    return staticHtml`<${tag} .sessionId=${host.sessionId} .where=${host.where} .everywhere=${host.everywhere}
      .showRequests=${this.showRequests} ${inheritedAttributes(host)}></${tag}>`;
  }

  private readonly showRequests = async (): Promise<void> => {
    this.choose('requests');
    await this.host.updateComplete;
    // What was pressed is gone: the focus must not start over at the top of the page.
    this.host.renderRoot.querySelector<HTMLElement>('input[name=view]:checked')?.focus();
  };
}
