import { html, render } from 'lit';
import { keepKeys } from './dialog-keys.ts';

interface Question {
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

/** Asks in a dialog of the element; the focus goes back to where it was. */
export function confirmIn(root: HTMLElement | DocumentFragment, { text, yes, no }: Question): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.className = 'confirm';
  dialog.setAttribute('aria-labelledby', 'confirm-text');
  render(
    html`<p id="confirm-text">${text}</p>
      <p class="answers">
        <button type="button" class="button" @click=${() => dialog.close()}>${no}</button>
        <button type="button" class="button primary" @click=${() => dialog.close('yes')}>${yes}</button>
      </p>`,
    dialog,
  );
  root.append(dialog);
  keepKeys(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
