import { html, noChange, nothing, type TemplateResult } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { type ChildPart, directive } from 'lit/directive.js';
import { dateTime, exactNumber } from '../../shared/format.ts';
import { icons } from '../../shared/icons.ts';
import { printable } from '../../shared/printable.ts';
import type { PluginHost } from '../plugin.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { bar, type Factor, nameOf, type Risk } from './score.ts';
import { wordsIn } from './words.ts';

/** Points that fill a bar. No factor has more today; bars of all sessions can be compared. */
const FULL_POINTS = 40;

export interface FactorContent {
  readonly factor: Factor;
  readonly risk: Risk;
  readonly sessionId: string;
  readonly host: PluginHost;
}

/** A factor with its points; opened, it asks for the requests that show it. */
class FactorRow extends AsyncDirective {
  private content!: FactorContent;
  private isOpen = false;
  /** Undefined: on their way. Those of an older score stay until others are there. */
  private evidence: readonly Evidence[] | 'failed' | undefined;
  private asked: Risk | undefined;

  render(content: FactorContent): unknown {
    this.content = content;
    if (this.isOpen) this.ask();
    return this.template;
  }

  override update(_part: ChildPart, [content]: [FactorContent]): unknown {
    return this.render(content);
  }

  private readonly toggled = (event: Event): void => {
    this.isOpen = (event.currentTarget as HTMLDetailsElement).open;
    if (this.isOpen) this.ask();
    this.setValue(this.template);
  };

  private readonly retry = (event: Event): void => {
    // The button goes; its row stays.
    (event.target as HTMLElement).closest('details')?.querySelector('summary')?.focus();
    this.asked = undefined;
    this.evidence = undefined;
    this.ask();
    this.setValue(this.template);
  };

  private async ask(): Promise<void> {
    const { factor, risk, sessionId, host } = this.content;
    if (this.asked === risk) return;
    this.asked = risk;
    const evidence = await evidenceOf(factor.code, risk, sessionId, host).catch((): 'failed' => 'failed');
    // A newer score may have come meanwhile.
    if (this.asked !== risk || host.signal.aborted) return;
    this.evidence = evidence;
    if (this.isConnected) this.setValue(this.template);
  }

  private get template(): TemplateResult | typeof noChange {
    const { factor, host } = this.content;
    const words = wordsIn(host.locale);
    return html`<details class="factor" @toggle=${this.toggled}>
      <summary title=${printable(factor.label)}>
        ${icons.next}<span class="name">${nameOf(factor, words)}</span>${bar(factor.points / FULL_POINTS)}<span
          class="number points">+${exactNumber(factor.points, host.locale)}</span>
      </summary>
      ${this.isOpen ? this.renderEvidence() : nothing}
    </details>`;
  }

  private renderEvidence(): TemplateResult {
    const { evidence } = this;
    const { host } = this.content;
    const words = wordsIn(host.locale);
    if (evidence === undefined) return html`<p class="muted" aria-busy="true">${words.loading}</p>`;
    if (evidence === 'failed') {
      return html`<p role="alert">${words.failed}
        <button type="button" class="button" @click=${this.retry}>${words.retry}</button></p>`;
    }
    if (evidence.length === 0) return html`<p class="muted">${words.noEvidence}</p>`;
    return html`<p class="muted">${words.evidence}</p>
      <ul>${evidence.map(({ id, time, method, path, status }) => {
        const text = `${dateTime(time, host.locale, host.timeZone)} ${method} ${path}`;
        return html`<li>${host.request(id, text)} <span class="number">${status ?? words.noResponse}</span></li>`;
      })}</ul>`;
  }
}

export const factorRow = directive(FactorRow);
