import { html, nothing } from 'lit';
import {
  BLOCK_SESSIONS,
  BULK_IMPACT,
  type BulkDone,
  type BulkImpact,
  type BulkRefusal,
  type BulkRow,
  UNBLOCK_SESSIONS,
  UNDO_SESSION_BLOCKS,
} from '../../data/bulk-actions.ts';
import { failureOf } from '../../data/client.ts';
import type { SelectionTerms } from '../../i18n/selection.en.ts';
import type { OpenDialog } from '../../plugins/core/contract.ts';
import { hostOf } from '../../plugins/core/plugin-host.ts';
import { exactNumber } from '../../shared/format.ts';
import { SessionsActionEvent } from '../../shared/plugin-events.ts';
import { printable } from '../../shared/printable.ts';
import type { BulkKind, SelectionHost } from './selection.type.ts';

interface Asked {
  readonly kind: BulkKind;
  readonly ids: readonly string[];
  readonly words: SelectionTerms;
  readonly view: SelectionHost;
  readonly signal: AbortSignal;
}

const HOUR = 3_600_000;
/** null: without end. */
const PERIODS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, ever: null } as const;
type Period = keyof typeof PERIODS;
/** Exceptions that are listed. */
const LISTED = 20;

/** Shows what an action on many sessions comes to, does it, and tells what came of it. */
export async function askBulk(asked: Asked, done: (done: BulkDone) => void): Promise<void> {
  const dialog = new BulkDialog(asked, done);
  const { words, kind, ids, view } = asked;
  const title = words.title[kind]({ short: exactNumber(ids.length, view.locale), value: ids.length });
  await dialog.host.dialog({ title, render: (open) => dialog.render(open) });
}

type Preview = { readonly is: 'loading' | 'unknown' } | { readonly is: 'known'; readonly impact: BulkImpact };

class BulkDialog {
  readonly host;
  private open: OpenDialog | undefined;
  private preview: Preview = { is: 'loading' };
  /** What is wrong, in the words of the reader, and in those of the server. */
  private problem: { readonly said: string; readonly message?: string } | undefined;
  private isBusy = false;
  /** Of what was sent and got no answer: the same wish has the same key. */
  private sent: { readonly text: string; readonly key: string } | undefined;

  constructor(
    private readonly asked: Asked,
    private readonly done: (done: BulkDone) => void,
  ) {
    this.host = hostOf(asked.view, asked.signal);
  }

  render(open: OpenDialog) {
    if (!this.open) {
      this.open = open;
      this.look();
    }
    const { words, kind } = this.asked;
    const { isBusy, preview } = this;
    const value = preview.is === 'known' ? preview.impact.doneCount : this.asked.ids.length;
    return html`<form aria-describedby="bulk-lead" @submit=${this.submitted}>
      <p id="bulk-lead">${words.lead[kind]}</p>
      ${kind === 'BLOCK' ? this.renderFields() : nothing} ${this.renderPreview()}
      <p role="alert" class="problem">${this.problem?.said ?? nothing} ${this.problem?.message ? html`<span lang="en">${printable(this.problem.message)}</span>` : nothing}</p>
      <footer role="none">
        <button type="button" @click=${open.close}>${words.cancel}</button>
${
  value === 0
    ? nothing
    : html`<button type="submit" class=${kind === 'BLOCK' ? 'danger' : ''} aria-disabled=${isBusy}>
                ${isBusy ? words.working : words.confirm[kind](this.count(value))}
              </button>`
}
      </footer>
    </form>`;
  }

  private renderFields() {
    const { words } = this.asked;
    const names = Object.keys(PERIODS) as Period[];
    return html`<p class="field">
        <label for="bulk-reason">${words.reason}</label>
        <textarea id="bulk-reason" name="reason" rows="2" maxlength="2000" required autocomplete="off" aria-describedby="bulk-reason-hint"></textarea>
        <small id="bulk-reason-hint">${words.reasonHint}</small>
      </p>
      <fieldset>
        <legend>${words.until}</legend>
        ${names.map(
          (name) =>
            html`<label><input type="radio" name="until" value=${name} .defaultChecked=${name === 'day'} />${words.periods[name]}</label>`,
        )}
      </fieldset>
      <p class="field">
        <label for="bulk-applications">${words.applications}</label>
        <input id="bulk-applications" name="applications" maxlength="4000" autocomplete="off" spellcheck="false"
          aria-describedby="bulk-applications-hint" />
        <small id="bulk-applications-hint">${words.applicationsHint}</small>
      </p>`;
  }

  private renderPreview() {
    const { words } = this.asked;
    const { preview } = this;
    return html`<section aria-labelledby="bulk-impact" aria-busy=${preview.is === 'loading'} data-impact=${preview.is}>
      <h3 id="bulk-impact">${words.impact}</h3>
      <div aria-live="polite">
        ${
          preview.is === 'known'
            ? this.renderImpact(preview.impact)
            : preview.is === 'loading'
              ? html`<p class="quiet">${words.impactLoading}</p>`
              : html`<p class="warning">${words.impactUnknown} <button type="button" @click=${() => this.look()}>${words.again}</button></p>`
        }
      </div>
    </section>`;
  }

  private renderImpact({ doneCount, exceptions, impact }: BulkImpact) {
    const { words } = this.asked;
    const number = (value: number) => `${impact.exact ? '' : '≥ '}${this.count(value).short}`;
    const others = impact.sessionCount - doneCount;
    const facts: readonly (readonly [string, unknown])[] = [
      [words.toChange, this.count(doneCount).short],
      [
        words.requests,
        html`${number(impact.requestCount)}<small>${words.benign(number(impact.benignRequestCount))}</small>`,
      ],
      [words.users, number(impact.userCount)],
      [words.addresses, number(impact.ipCount)],
    ];
    return html`${
      doneCount === 0
        ? html`<p>${words.nothing}</p>`
        : html`<p class="quiet">${impact.exact ? words.impactOf : words.impactAtLeast}</p>
            <dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
            ${others > 0 ? html`<p class="warning others">${words.others({ ...this.count(others), short: number(others) })}</p>` : nothing}`
    }
    ${this.renderExceptions(exceptions, 'UNCHANGED')} ${this.renderExceptions(exceptions, 'REFUSED')}`;
  }

  private renderExceptions(exceptions: readonly BulkRow[], outcome: 'UNCHANGED' | 'REFUSED') {
    const { words, kind } = this.asked;
    const rows = exceptions.filter((row) => row.outcome === outcome);
    if (rows.length === 0) return nothing;
    const count = this.count(rows.length);
    const text = outcome === 'REFUSED' ? words.exceptions.REFUSED(count) : words.exceptions.UNCHANGED[kind](count);
    const rest = rows.length - LISTED;
    return html`<details>
      <summary>${text}</summary>
      <ul>${rows
        .slice(0, LISTED)
        .map(
          ({ sessionId, message }) =>
            html`<li><code>${printable(sessionId)}</code><span class="quiet" lang="en">${printable(message ?? '')}</span></li>`,
        )}${rest > 0 ? html`<li class="quiet">${words.more(this.count(rest).short)}</li>` : nothing}</ul>
    </details>`;
  }

  private count(value: number) {
    return { short: exactNumber(value, this.asked.view.locale), value };
  }

  private async look(): Promise<void> {
    const { kind, ids } = this.asked;
    this.preview = { is: 'loading' };
    try {
      const input = { action: kind, selection: { sessionIds: ids } };
      const { impact } = await this.host.query<{ impact: BulkImpact | BulkRefusal | null }>(
        BULK_IMPACT,
        { input },
        { fresh: true },
      );
      this.preview = impact && 'impact' in impact ? { is: 'known', impact } : { is: 'unknown' };
    } catch {
      this.preview = { is: 'unknown' };
    }
    this.open?.update();
  }

  private readonly submitted = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { preview } = this;
    if (this.isBusy || (preview.is === 'known' && preview.impact.doneCount === 0)) return;
    this.isBusy = true;
    this.problem = undefined;
    this.open!.update();
    try {
      await this.send(new FormData(event.target as HTMLFormElement));
    } finally {
      this.isBusy = false;
      this.open!.update();
    }
  };

  private async send(entered: FormData): Promise<void> {
    const { kind, ids, view } = this.asked;
    const asked = { selection: { sessionIds: ids }, ...(kind === 'BLOCK' && readBlock(entered)) };
    const text = JSON.stringify([...entered]);
    const isAgain = this.sent?.text === text;
    if (!isAgain) this.sent = { text, key: newKey() };
    // Of what was asked for once already the end must not move: it is one wish.
    this.input = isAgain && this.input ? this.input : { ...asked, idempotencyKey: this.sent!.key };
    const action = kind === 'BLOCK' ? 'block-sessions' : 'unblock-sessions';
    if (!isAgain && !view.dispatchEvent(new SessionsActionEvent(action, ids.join(), this.input))) {
      this.sent = undefined;
      this.open!.close();
      return;
    }
    try {
      const operation = kind === 'BLOCK' ? BLOCK_SESSIONS : UNBLOCK_SESSIONS;
      const { result } = await this.host.mutate<{ result: BulkDone | BulkRefusal }>(operation, { input: this.input });
      this.sent = undefined;
      if ('code' in result) {
        this.problem = { said: this.asked.words.codes[result.code], message: result.message };
        return;
      }
      this.open!.close();
      this.done(result);
    } catch (error) {
      if (this.asked.signal.aborted) return;
      this.problem = { said: view.terms.failure[failureOf(error as never).kind] };
    }
  }
  private input: object | undefined;
}

function readBlock(entered: FormData) {
  const period = PERIODS[entered.get('until') as Period];
  const applications = String(entered.get('applications') ?? '')
    .split(',')
    .map((name) => name.trim());
  return {
    reason: String(entered.get('reason')).trim(),
    until: period === null ? null : new Date(Date.now() + period).toISOString(),
    applications: [...new Set(applications.filter(Boolean))],
  };
}

/** Takes back what was done, with the same key where the answer was lost; throws where there is none. */
export async function undoBulk(
  bulkId: string,
  view: SelectionHost,
  signal: AbortSignal,
): Promise<BulkDone | BulkRefusal | undefined> {
  const key = undoKeys.get(bulkId) ?? newKey();
  const input = { idempotencyKey: key, bulkId };
  const event = new SessionsActionEvent('undo-session-blocks', bulkId, input);
  if (!undoKeys.has(bulkId) && !view.dispatchEvent(event)) return undefined;
  undoKeys.set(bulkId, key);
  const { result } = await hostOf(view, signal).mutate<{ result: BulkDone | BulkRefusal }>(UNDO_SESSION_BLOCKS, {
    input,
  });
  undoKeys.delete(bulkId);
  return result;
}
const undoKeys = new Map<string, string>();

/** A random UUID is there for pages over HTTPS and of the own machine only. */
function newKey(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
