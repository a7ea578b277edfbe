import { html, nothing, type ReactiveControllerHost } from 'lit';
import type { LocalizeController } from '../i18n/localize.ts';
import { icons } from '../shared/icons.ts';
import type { EndpointParameters, ParametersHost } from './endpoint-parameters.ts';

/** The parameters of the endpoint of an open request: loaded, and asked for, when somebody opens them. */
export class EndpointParametersFold {
  private open = false;
  private table: EndpointParameters | undefined;

  constructor(private readonly host: ParametersHost & ReactiveControllerHost) {}

  render(title: string, localize: LocalizeController) {
    return html`<section aria-labelledby="endpoint-parameters">
      <details class="sent" ?open=${this.open} @toggle=${this.toggled}>
        <summary>${icons.next}<h4 id="endpoint-parameters">${title}</h4></summary>
        ${this.open ? (this.table?.render(localize) ?? nothing) : nothing}
      </details>
    </section>`;
  }

  private readonly toggled = (event: ToggleEvent): void => {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open === this.open) return;
    this.open = open;
    if (open && !this.table) this.load();
    this.host.requestUpdate();
  };

  private async load(): Promise<void> {
    const { EndpointParameters } = await import('./endpoint-parameters.ts');
    this.table = new EndpointParameters(this.host, () => this.open);
    this.host.requestUpdate();
  }
}
