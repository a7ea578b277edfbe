import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { SessionRuleKind } from '../../data/documents.generated.ts';
import { printable } from '../../shared/printable.ts';
import type { DetectionCore, RequestCore } from '../plugin.ts';
import type { ProblemOf } from './action-dialog.ts';
import { type Described, renderField, renderReason, renderText } from './fields.ts';
import type { ActionWords } from './words.en.ts';

/** Attack type and parameter narrow these; others have neither. */
export const ABOUT_ATTACKS: readonly SessionRuleKind[] = ['VIRTUAL_PATCH', 'IGNORE_ATTACK_TYPE'];
const MODES = ['monitoring', 'block', 'off'] as const;

/** What decides which fields there are, and what they say. */
export interface RuleChoice {
  kind: SessionRuleKind;
  /** Undefined: that of the first detection that counts; empty: any. */
  attackType?: string;
}

/** The fields of a rule, with what the request says. */
export function renderRuleFields(request: RequestCore, chosen: RuleChoice, problemOf: ProblemOf, words: ActionWords) {
  const { host, method, path, endpointSummary } = request;
  const { kind } = chosen;
  const detections = countingFirst(request);
  const choose = (event: Event) => {
    chosen.kind = (event.target as HTMLSelectElement).value as SessionRuleKind;
  };
  const text = (name: string, label: string, value: string | null, most: number) =>
    renderText({ name, label, value, most, mono: true, problemOf });
  return html`${renderField(
    { name: 'kind', label: words.kind, problemOf },
    ({ ids, invalid }: Described) =>
      html`<select id="kind" name="kind" @input=${choose} aria-describedby=${ids} aria-invalid=${invalid}>
      ${Object.entries(words.kinds).map(([code, name]) => html`<option value=${code} ?selected=${code === kind}>${name}</option>`)}
    </select>`,
  )}
    ${keyed(kind, renderValue(detections, kind, problemOf, words))}
    <fieldset class="scope">
      <legend>${words.appliesTo}</legend>
      <small class="whole">${words.emptyIsAny}</small>
      ${text('method', words.method, method, 64)} ${text('host', words.host, host, 255)}
      ${text('pathTemplate', words.path, endpointSummary?.pathTemplate ?? path, 2048)}
      ${
        ABOUT_ATTACKS.includes(kind)
          ? html`${renderAttackType(detections, chosen, problemOf, words)} ${text('parameter', words.parameter, parameterOf(detections, chosen), 1024)}`
          : nothing
      }
    </fieldset>
    ${renderReason(problemOf, words)}`;
}

/** What the preview and the enforcing system would find: what is no attack comes last. */
const countingFirst = ({ detections }: RequestCore): readonly DetectionCore[] =>
  [false, true].flatMap((isFalse) => detections.filter(({ falsePositive }) => falsePositive === isFalse));

/** Where the chosen type was found. As a default of its field it gives way to what somebody has typed. */
function parameterOf(detections: readonly DetectionCore[], { attackType }: RuleChoice): string | null {
  return detections.find(({ type }) => !attackType || type.code === attackType)?.parameter ?? null;
}

/** One of those of the request; where it has none, a code. */
function renderAttackType(
  detections: readonly DetectionCore[],
  chosen: RuleChoice,
  problemOf: ProblemOf,
  words: ActionWords,
) {
  const field = { name: 'attackType', label: words.attackType, problemOf };
  if (detections.length === 0) return renderText({ ...field, most: 128, mono: true });
  const types = new Map(detections.map(({ type }) => [type.code, type.label]));
  const choose = (event: Event) => {
    chosen.attackType = (event.target as HTMLSelectElement).value;
  };
  const { attackType = detections[0]!.type.code } = chosen;
  return renderField(
    field,
    ({ ids, invalid }) =>
      html`<select id="attackType" name="attackType" @input=${choose} aria-describedby=${ids} aria-invalid=${invalid}>
      ${[...types].map(([code, label]) => html`<option value=${code} ?selected=${code === attackType}>${printable(label)}</option>`)}
      <option value="" ?selected=${attackType === ''}>${words.anyType}</option>
    </select>`,
  );
}

/** What the kind asks for. */
function renderValue(
  detections: readonly DetectionCore[],
  kind: SessionRuleKind,
  problemOf: ProblemOf,
  words: ActionWords,
) {
  const field = { name: 'value', problemOf };
  switch (kind) {
    case 'FILTRATION_MODE':
      return renderField(
        { ...field, label: words.mode },
        ({ ids, invalid }) =>
          html`<select id="value" name="value" aria-describedby=${ids} aria-invalid=${invalid}>
          ${MODES.map((mode) => html`<option value=${mode}>${words.modes[mode]}</option>`)}
        </select>`,
      );
    case 'RATE_LIMIT':
      return renderText({
        ...field,
        label: words.limit,
        hint: words.limitHint,
        value: '100/min',
        most: 40,
        mono: true,
        required: true,
      });
    case 'MASK_DATA': {
      const value = detections[0]?.parameter ?? '';
      return renderText({
        ...field,
        label: words.masked,
        hint: words.maskedHint,
        value,
        most: 200,
        mono: true,
        required: true,
      });
    }
    default:
      return nothing;
  }
}
