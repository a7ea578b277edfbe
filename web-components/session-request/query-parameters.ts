import { html, nothing } from 'lit';
import { attackName } from '../shared/attack-name.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import type { RequestDetails } from './request-details.ts';
import type { BlockContext } from './request-parts.ts';

export interface QueryParameter {
  /** As they were meant: decoded. What cannot be decoded stays as it was sent. */
  readonly name: string;
  readonly value: string;
  /** What was found in it, each type once. */
  readonly found: readonly Detected['type'][];
}

/** Of a detection, what is needed here. */
type Detected = Pick<RequestDetails['detections'][number], 'parameter' | 'payload'> & {
  readonly type: { readonly code: string; readonly label: string };
};

/** The parameters of a query, in their order, and what was detected in each. */
export function queryParameters(query: string, detections: readonly Detected[]): readonly QueryParameter[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [, name = part, value = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
      return { name: decoded(name), value: decoded(value), sent: value };
    })
    .map(({ name, value, sent }) => {
      const found = detections.filter(
        ({ parameter, payload }) =>
          (payload !== null && payload !== '' && (value.includes(payload) || sent.includes(payload))) ||
          (parameter !== null && isNamed(parameter, name)),
      );
      return { name, value, found: [...new Map(found.map(({ type }) => [type.code, type])).values()] };
    });
}

/** Detectors write a place before the name: `ARGS:id`, `query.id`, `GET_id_value`. */
function isNamed(parameter: string, name: string): boolean {
  if (name === '') return false;
  const at = parameter.indexOf(name);
  const around = [parameter[at - 1], parameter[at + name.length]];
  return at >= 0 && around.every((character) => character === undefined || /[^a-z0-9-]/i.test(character));
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Read as they were meant; those in which something was found stand out, by a sign and a word. */
export function renderQueryTable({ query, detections }: RequestDetails, { detail, withheld, localize }: BlockContext) {
  if (query === null || withheld('query')) return nothing;
  const parameters = queryParameters(query, detections);
  if (parameters.length === 0) return nothing;
  return html`<table class="query" aria-label=${detail.queryParameters}>
    <tbody>
      ${parameters.map(
        ({ name, value, found }) => html`<tr class=${found.length > 0 ? 'found' : ''}>
          <th scope="row" class="mono">${printable(name)}</th>
          <td class="mono">${printable(value)}</td>
          <td>${found.length > 0 ? html`<span class="attack">${icons.attack}${found.map(({ code, label }) => printable(attackName(localize.terms, code, label))).join(', ')}</span>` : nothing}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
