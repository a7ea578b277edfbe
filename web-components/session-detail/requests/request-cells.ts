import { html, nothing } from 'lit';
import type { RequestRowFragment } from '../../data/documents.generated.ts';
import type { DetailTerms } from '../../i18n/detail.en.ts';
import type { Terms } from '../../i18n/en.ts';
import type { JudgementTerms } from '../../i18n/judgement.en.ts';
import type { LocalizeController } from '../../i18n/localize.ts';
import { pivot } from '../../pivots/pivot-button.ts';
import { attackName } from '../../shared/attack-name.ts';
import { cut } from '../../shared/cut.ts';
import { fullDateTime } from '../../shared/format.ts';
import { icons } from '../../shared/icons.ts';
import { printable } from '../../shared/printable.ts';
import { performanceCell } from './performance-cell.ts';
import { gapText, type RowTimes, timeText } from './row-times.ts';

const inGrid = true;

/** What a row says beside its values. */
export interface RowLook {
  readonly marked: boolean;
  /** Meets the filters, where others are shown as well. */
  readonly match: boolean;
  readonly opened: boolean;
  /** The session went to several hosts. */
  readonly withHost: boolean;
  readonly times: RowTimes;
  /** Milliseconds since the request before it; undefined: not known, or the list is not in the order of time. */
  readonly gap: number | undefined;
}

/** The cells of a request, in the order of the headings. */
export function renderRequestCells(
  request: RequestRowFragment,
  localize: LocalizeController,
  detail: DetailTerms,
  words: JudgementTerms,
  look: RowLook,
) {
  const { terms, locale, timeZone } = localize;
  const { time, method, status, blocked, businessFlows } = request;
  const gap = look.gap === undefined ? '' : gapText(look.gap, look.times.precise, locale);
  const duration = performanceCell(request, 'DURATION', { words, terms, locale });
  const size = performanceCell(request, 'SIZE', { words, terms, locale });
  const cell = (column: string, content: unknown, title = '') =>
    html`<td role="gridcell" tabindex="-1" class=${column} data-column=${column} title=${title || nothing}>${content}</td>`;
  return html`
    <th role="rowheader" scope="row" tabindex="-1" class="time" data-column="time">
      <button type="button" class="toggle" tabindex="-1" aria-expanded=${look.opened} title=${fullDateTime(time, locale, timeZone)}>
        ${icons.next}${look.marked ? html`<span class="visually-hidden">${detail.markedRequest}</span>` : nothing}${
          look.match ? html`<span class="visually-hidden">${detail.matches}</span>` : nothing
        }<time datetime=${time}>${timeText(time, look.times, locale, timeZone)}</time>
      </button>${gap === '' ? nothing : html`<span class="gap muted" title=${detail.gapHint}>${gap}</span>`}
    </th>
    ${cell('method', pivot('method', method, method, { look: 'mono', inGrid }))}
    ${cell('path', renderPath(request, look))}
    ${cell(
      'code',
      html`${pivot(
        'code',
        status === null ? null : String(status),
        status === null ? detail.noResponse : String(status),
        {
          look: status === null ? 'muted' : status >= 400 ? 'failed' : '',
          inGrid,
        },
      )}${blocked ? pivot('blocked', 'yes', detail.blocked, { look: 'tag', inGrid }) : nothing}`,
    )}
    ${cell('duration', duration.content, duration.title)}
    ${cell('size', size.content, size.title)}
    ${cell(
      'flow',
      businessFlows.map(({ code, label }) => pivot('flow', code, label, { inGrid })),
    )}
    ${cell('attacks', renderAttacks(request, terms), [...new Set(request.detections.map(({ type }) => printable(attackName(terms, type.code, type.label))))].join(', '))}
  `;
}

function renderPath({ method, host, path, query, endpointSummary }: RequestRowFragment, { withHost }: RowLook) {
  const sent = printable(query === null ? path : `${path}?${query}`);
  const from = withHost && host !== null ? html`<span class="muted">${cut(printable(host))}</span>` : nothing;
  const shown = html`${from}${cut(sent)}`;
  const full = `${method} ${host ?? ''}${path}`;
  if (!endpointSummary) return html`<span class="mono" title=${printable(full)}>${shown}</span>`;
  const { id, pathTemplate } = endpointSummary;
  const name = `${endpointSummary.method} ${endpointSummary.host ?? ''}${pathTemplate}`;
  const title = `${printable(full)}${query === null ? '' : `?${printable(query)}`}\n${printable(name)}`;
  return pivot('endpoint-id', id, name, { look: 'mono', title, shown, inGrid });
}

/** The same type twice says nothing more here. */
function renderAttacks({ detections }: RequestRowFragment, terms: Terms) {
  const types = new Map(detections.map(({ type, falsePositive }) => [type.code, { ...type, falsePositive }]));
  return [...types.values()].map(({ code, label, falsePositive }) => {
    const name = attackName(terms, code, label);
    return pivot('type', code, name, {
      look: falsePositive ? 'attack struck' : 'attack',
      shown: html`${icons.attack}${printable(name)}`,
      inGrid,
    });
  });
}
