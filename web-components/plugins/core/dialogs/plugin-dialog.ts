import { html, render as renderInto } from 'lit';
import type { Dialog } from '../contract.ts';
import { atOnce } from '../guard.ts';
import { keepKeys } from './dialog-keys.ts';

let dialogs = 0;
/** Where one is open, or about to be. */
const opening = new WeakSet<object>();

/** Opens a dialog in an element, until it is closed or its plugin goes; the focus goes back to where it was. */
export async function openDialog(
  root: HTMLElement | DocumentFragment,
  title: string,
  render: Dialog['render'],
  signal: AbortSignal,
): Promise<void> {
  // Twice pressed is once meant.
  if (opening.has(root) || signal.aborted) return;
  opening.add(root);
  try {
    await wear(root);
    if (!signal.aborted) await show(root, title, render, signal);
  } finally {
    opening.delete(root);
  }
}

function show(
  root: HTMLElement | DocumentFragment,
  title: string,
  render: Dialog['render'],
  signal: AbortSignal,
): Promise<void> {
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
  keepKeys(dialog);
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

let sheet: CSSStyleSheet | undefined;

/** Most elements never open a dialog: its styles are loaded with the first one. */
async function wear(root: HTMLElement | DocumentFragment): Promise<void> {
  if (!sheet) {
    const { dialogStyles } = await import('./plugin-dialog.styles.ts');
    sheet = new CSSStyleSheet();
    sheet.replaceSync(dialogStyles);
  }
  if (root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
