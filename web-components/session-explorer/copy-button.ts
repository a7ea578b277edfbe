import { html, type ReactiveControllerHost } from 'lit';
import type { Terms } from '../i18n/en.ts';
import { copyText } from '../shared/copy.ts';
import { icons } from '../shared/icons.ts';

const SAID_MS = 2000;

/** A button that copies a link to what is shown, and says in the place of its label what became of that. */
export class CopyButton {
  private said = '';

  constructor(
    private readonly host: ReactiveControllerHost & { readonly terms: Terms },
    /** The link, as soon as it is wanted. */
    private readonly link: () => string,
  ) {}

  render() {
    const { copied, copyView, copyViewHint } = this.host.terms;
    return html`<button slot="toolbar-end" type="button" class="button quiet" title=${copyViewHint} @click=${this.copy}>
              ${this.said === copied ? icons.check : icons.link}<span class="says"><span>${copyView}</span><span role="status">${this.said}</span></span>
            </button>`;
  }

  private readonly copy = async (): Promise<void> => {
    const { copied, list } = this.host.terms;
    this.say((await copyText(this.link())) ? copied : list.copyFailed);
    setTimeout(() => this.say(''), SAID_MS);
  };

  private say(text: string): void {
    this.said = text;
    this.host.requestUpdate();
  }
}
