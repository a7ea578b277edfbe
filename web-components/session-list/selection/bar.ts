import { printable } from '../../shared/printable.ts';
import { type BulkKind, MOST, type Selected } from './selection.type.ts';

/** Reasons that are listed. */
const LISTED = 20;

/** The bar below the rows: what is selected, what can be done with it, and what came of that. */
export function renderBar(selection: Selected): unknown {
  const { ids, outcome, failure, words, kit } = selection;
  const { html } = kit;
  if (ids.size === 0 && !outcome && !failure) return undefined;
  return html`<section class="selection" part="selection" aria-label=${words.region} aria-busy=${selection.busy}>
    ${outcome ? renderOutcome(selection) : ''} ${failure ? html`<p class="alert" role="alert">${printable(failure)}</p>` : ''}
    ${ids.size > 0 ? renderSelected(selection) : ''}
  </section>`;
}

function renderSelected(selection: Selected): unknown {
  const { ids, words, kit, pageIds, busy } = selection;
  const { html } = kit;
  const away = [...ids].filter((id) => !pageIds.includes(id)).length;
  const act = (kind: BulkKind) => () => selection.ask(kind);
  return html`<div class="picked">
    <span class="count"><b class="number">${words.selected(selection.count(ids.size))}</b>${
      away > 0 ? html` <span class="muted">(${words.notHere(selection.count(away).short)})</span>` : ''
    }</span>
    ${renderAll(selection)}
    <span class="acts">
      ${
        selection.mayBlock
          ? html`<button type="button" class="button danger block" aria-disabled=${busy} @click=${act('BLOCK')}>${words.block}</button>
        <button type="button" class="button unblock" aria-disabled=${busy} @click=${act('UNBLOCK')}>${words.unblock}</button>`
          : ''
      }
      ${
        selection.mayDownload
          ? html`<button type="button" class="button" popovertarget="export" aria-haspopup="dialog">${words.download}</button>`
          : ''
      }
      <button type="button" class="button quiet clear" @click=${selection.clear}>${words.clear}</button>
    </span>
  </div>`;
}

/** Once a whole page is selected, and there are more. */
function renderAll(selection: Selected): unknown {
  const { ids, words, kit, pageIds, data, isWhole } = selection;
  const { total } = data;
  const isPage = pageIds.length > 0 && pageIds.every((id) => ids.has(id));
  if (!isPage || isWhole || !total || total.value <= ids.size) return '';
  if (!total.exact || total.value > MOST) {
    return kit.html`<span class="muted">${words.tooMany(selection.count(MOST).short)}</span>`;
  }
  return kit.html`<button type="button" class="button quiet all" title=${words.allHint} aria-disabled=${selection.busy}
    @click=${selection.selectAll}>${words.all(selection.count(total.value).short)}</button>`;
}

function renderOutcome(selection: Selected): unknown {
  const { words, kit, busy } = selection;
  const { html } = kit;
  const { text, refused, bulkId } = selection.outcome!;
  const rest = refused.length - LISTED;
  return html`<div class="outcome">
    <span>${text}</span>
    <span class="acts">
      ${
        bulkId
          ? html`<button type="button" class="button undo" aria-disabled=${busy} @click=${selection.undo}>${busy ? words.working : words.undo}</button>`
          : ''
      }
      <button type="button" class="button quiet dismiss" @click=${selection.dismiss}>${words.dismiss}</button>
    </span>
    ${
      refused.length > 0
        ? html`<ul class="refused">${refused
            .slice(0, LISTED)
            .map(
              ({ sessionId, code, message }) =>
                html`<li><code>${printable(sessionId)}</code> ${words.codes[code!]} <span class="muted" lang="en">${printable(message ?? '')}</span></li>`,
            )}${rest > 0 ? html`<li class="muted">${words.more(selection.count(rest).short)}</li>` : ''}</ul>`
        : ''
    }
  </div>`;
}
