import { html, render as renderInto } from 'lit';
import { atOnce } from './guard.ts';
import { dialogStyles } from './plugin-dialog.styles.ts';
import type { Dialog } from './types.ts';

let dialogs = 0;

/** Opens a dialog in an element, until it is closed or its plugin goes; the focus goes back to where it was. */
export function openDialog(
  root: HTMLElement | DocumentFragment,
  title: string,
  render: Dialog['render'],
  signal: AbortSignal,
): Promise<void> {
  wear(root);
  const dialog = document.createElement('dialog');
  const box = document.createElement('div');
  const id = `dialog-${++dialogs}`;
  dialog.className = 'plugin-dialog';
  dialog.setAttribute('aria-labelledby', id);
  renderInto(html`<h2 id=${id}>${title}</h2>${box}`, dialog);
  const end = new AbortController();
  const update = () => {
    if (!end.signal.aborted) renderInto(atOnce(render(open)), box);
  };
  const open = { update, close: () => dialog.close(), signal: end.signal };
  update();
  root.append(dialog);
  // Keys in it are no shortcuts of the elements around.
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  signal.addEventListener('abort', open.close, { signal: end.signal });
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      end.abort();
      dialog.remove();
      resolve();
    });
  });
}

/** Once per element: most never open a dialog. */
function wear(root: HTMLElement | DocumentFragment): void {
  const sheet = dialogStyles.styleSheet;
  if (!(root instanceof ShadowRoot) || !sheet || root.adoptedStyleSheets.includes(sheet)) return;
  root.adoptedStyleSheets.push(sheet);
}
