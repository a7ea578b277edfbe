import { html, type TemplateResult } from 'lit';
import { printable } from '../shared/printable.ts';

/** A request of the open session is to be marked and shown: cancelled by the session around. */
export class SessionMarkEvent extends Event {
  constructor(readonly requestId: string) {
    super('session-mark', { bubbles: true, composed: true, cancelable: true });
  }
}

/** A link to a request of the open session: followed where it stands, and an address of its own for a new tab. */
export function requestLink(id: string, text: string, href: string): TemplateResult {
  const follow = (event: MouseEvent) => {
    // A new tab, a new window or a download is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!event.currentTarget!.dispatchEvent(new SessionMarkEvent(id))) event.preventDefault();
  };
  return html`<a href=${href} @click=${follow}>${printable(text)}</a>`;
}

/** What a link adds to the parameters of an explorer to mark a request, of whichever time it is. */
export const markParams = (id: string): string => `time=all&${new URLSearchParams({ mark: id })}`;
