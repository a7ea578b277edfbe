import { html, nothing } from 'lit';
import type {
  SessionEndpointOrder,
  SessionEndpointOrderField,
  SessionEndpointsQuery,
} from '../../data/documents.generated.ts';
import type { EndpointsTerms } from '../../i18n/endpoints.en.ts';
import type { JudgementTerms } from '../../i18n/judgement.en.ts';
import type { LocalizeController } from '../../i18n/localize.ts';
import { factorText } from '../../performance/comparison-text.ts';
import { DEGREE_ICONS } from '../../performance/meter.ts';
import { pivot } from '../../pivots/pivot-button.ts';
import { cut } from '../../shared/cut.ts';
import { exactNumber, percent } from '../../shared/format.ts';
import { icons } from '../../shared/icons.ts';
import { printable } from '../../shared/printable.ts';

export type EndpointRow = NonNullable<NonNullable<SessionEndpointsQuery['session']>['endpoints']>['rows'][number];

export interface RowsContext {
  readonly localize: LocalizeController;
  readonly words: EndpointsTerms;
  readonly judgement: JudgementTerms;
  readonly order: SessionEndpointOrder;
  /** Of all endpoints. */
  readonly requestCount: number;
  /** The session went to several hosts. */
  readonly withHost: boolean;
  sort(field: SessionEndpointOrderField): void;
  /** Its requests are to be shown. */
  show(row: EndpointRow): void;
}

/** Less than this is the noise of a few requests, and not worth a word. */
const TELLING_FACTOR = 2;

const inGrid = true;

export const nameOf = ({ method, host, pathTemplate }: EndpointRow['summary']): string =>
  `${method} ${host ?? ''}${pathTemplate}`;

export function renderHead({ localize, words, order, sort }: RowsContext) {
  const { sortBy } = localize.terms.list;
  const ascending = order.direction === 'ASC';
  const heading = (column: keyof EndpointsTerms['columns'], field?: SessionEndpointOrderField) => {
    const text = words.columns[column];
    const sorted = order.field === field;
    return html`<th role="columnheader" scope="col" tabindex="-1" class=${column} data-column=${column}
      aria-sort=${sorted ? (ascending ? 'ascending' : 'descending') : nothing}>${
        field
          ? html`<button type="button" class="sort" tabindex="-1" title=${`${sortBy}: ${text}`} @click=${() => sort(field)}>
              ${text}${sorted ? (ascending ? icons.up : icons.down) : nothing}</button>`
          : text
      }</th>`;
  };
  return html`<thead role="rowgroup"><tr role="row" aria-rowindex="1" data-row="">
    ${heading('path')}${heading('requests', 'REQUESTS')}${heading('errors', 'ERRORS')}${heading('median', 'DURATION_MEDIAN')}
    ${heading('p95', 'DURATION_P95')}${heading('deviation', 'DEVIATIONS')}${heading('flow')}${heading('risk', 'RISK')}
  </tr></thead>`;
}

export function renderRow(row: EndpointRow, index: number, context: RowsContext) {
  const { words } = context;
  const { summary, durationMsMedian: median, durationMsP95: p95 } = row;
  const cell = (column: keyof EndpointsTerms['columns'], content: unknown, title = '') =>
    html`<td role="gridcell" tabindex="-1" class=${column} data-column=${column} data-label=${words.columns[column]}
      title=${title || nothing}>${content}</td>`;
  return html`<tr role="row" data-row=${summary.id} aria-rowindex=${index + 2}>
    <th role="rowheader" scope="row" tabindex="-1" class="path" data-column="path">${renderName(row, context)}</th>
    ${cell('requests', renderRequests(row, context))}
    ${renderErrors(row, context, cell)}
    ${cell('median', renderTime(median, row.durationMsExpectedMedian, row, context))}
    ${cell('p95', renderTime(p95, row.durationMsExpectedP95, row, context))}
    ${cell('deviation', renderDeviation(row, context))}
    ${cell(
      'flow',
      summary.businessFlows.map(({ code, label }) => pivot('flow', code, label, { inGrid })),
    )}
    ${cell('risk', renderRisk(row, context))}
  </tr>`;
}

function renderName({ summary }: EndpointRow, { withHost }: RowsContext) {
  const { id, method, host, pathTemplate } = summary;
  const from = withHost && host !== null ? html`<span class="muted">${cut(printable(host))}</span>` : nothing;
  const name = nameOf(summary);
  const shown = html`<span class="muted method">${printable(method)}</span>${from}${cut(printable(pathTemplate))}`;
  return pivot('endpoint-id', id, name, { look: 'mono', title: printable(name), shown, inGrid });
}

function renderRequests(row: EndpointRow, { localize, words, requestCount, show }: RowsContext) {
  const { locale, terms } = localize;
  const { requestCount: value } = row;
  const hint = words.show(terms.requestCount({ short: exactNumber(value, locale), value }));
  return html`<button type="button" class="show" tabindex="-1" title=${hint} aria-label=${hint} @click=${() => show(row)}>${exactNumber(value, locale)}</button>
    <span class="muted share">${percent(value / requestCount, locale)}</span>`;
}

function renderErrors(
  { clientErrorCount, serverErrorCount, requestCount }: EndpointRow,
  { localize: { locale }, words }: RowsContext,
  cell: (column: 'errors', content: unknown, title?: string) => unknown,
) {
  const errors = clientErrorCount + serverErrorCount;
  if (errors === 0) return cell('errors', html`<span class="muted">0</span>`);
  const hint = words.errorHint(exactNumber(clientErrorCount, locale), exactNumber(serverErrorCount, locale));
  const content = html`<span class="failed">${exactNumber(errors, locale)}</span>
    <span class="muted share">${percent(errors / requestCount, locale)}</span>`;
  return cell('errors', content, hint);
}

/** A time, and below it what is usual: in the row, for nobody points at each of fifty rows. */
function renderTime(time: number | null, usual: number | null, row: EndpointRow, context: RowsContext) {
  const { words } = context;
  if (time === null) return html`<span class="muted">–</span>`;
  const ms = (value: number) => msText(value, context.localize.locale);
  if (usual === null)
    return html`${ms(time)}<span class="usual muted" title=${words.noUsualHint}>${words.noUsual}</span>`;
  return html`${ms(time)}<span class="usual muted" title=${words.usualHint}>${words.usual(ms(usual))}</span>
    ${renderCovered(row, context)}`;
}

/** Said where it is of a part only: the others lift the one number and not the other. */
function renderCovered({ durationMsCount: all, durationMsExpectedCount: some }: EndpointRow, context: RowsContext) {
  const { words, localize } = context;
  if (some === all) return nothing;
  const number = (value: number) => exactNumber(value, localize.locale);
  return html`<span class="usual muted" title=${words.ofHint}>${words.of(number(some), number(all))}</span>`;
}

function renderDeviation(row: EndpointRow, { localize, words, judgement }: RowsContext) {
  const { locale, terms } = localize;
  const { durationMsMedian: median, durationMsExpectedMedian: usual } = row;
  // As for a request: a median under 1 ms counts as that.
  const factor = median === null || usual === null ? 0 : median / Math.max(usual, 1);
  const times =
    factor >= TELLING_FACTOR
      ? html`<span class="times" title=${words.timesHint}>${words.times(factorText(factor, locale))}</span>`
      : nothing;
  const found = row.deviations.map(({ metric, requestCount, degree }) => {
    const name = `${exactNumber(requestCount, locale)} ${terms.deviations[metric]}`;
    return pivot('deviation', metric, terms.deviations[metric], {
      look: degree.toLowerCase(),
      title: judgement.degrees[degree],
      shown: html`${DEGREE_ICONS[degree]}${name}<span class="visually-hidden">, ${judgement.degrees[degree]}</span>`,
      inGrid,
    });
  });
  return times === nothing && found.length === 0 ? nothing : html`${times} ${found}`;
}

function renderRisk({ summary: { riskScore, riskLevel } }: EndpointRow, { localize: { locale, terms } }: RowsContext) {
  if (riskScore === null || riskLevel === null) return html`<span class="muted">–</span>`;
  const level = terms.valueNames.risk?.[riskLevel] ?? riskLevel;
  return html`${exactNumber(riskScore, locale)} ${pivot('risk', riskLevel, level, { look: `level-${riskLevel}`, inGrid })}`;
}

function msText(value: number, locale: string): string {
  return exactNumber(value < 10 ? Math.round(value * 10) / 10 : Math.round(value), locale);
}
