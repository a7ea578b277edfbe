import type { ReactiveController } from 'lit';
import { AllowedActions } from '../../data/allowed-actions.ts';
import { type BulkDone, MATCHING_SESSIONS } from '../../data/bulk-actions.ts';
import { actionsOf } from '../../data/capabilities.ts';
import { clientOf } from '../../data/client.ts';
import { LanguageController } from '../../i18n/language.ts';
import type { SelectionTerms } from '../../i18n/selection.en.ts';
import { SELECTION } from '../../i18n/selection.ts';
import { exactNumber } from '../../shared/format.ts';
import { SessionsSelectionChangeEvent } from '../../shared/selection-events.ts';
import { textOf } from '../../state/view-text.ts';
import type { SessionEdge } from '../cells.ts';
import { renderBar } from './bar.ts';
import type { BulkKind, MenuKit, Outcome, Selected, SelectionData, SelectionHost } from './selection.type.ts';
import { SelectionKeys } from './selection-keys.ts';
import { adoptSelectionStyles } from './selection-styles.ts';

/**
 * The sessions that are selected in a list, by their ids: they outlive new rows, other pages and another order. A viewer who may do nothing
 * with them sees no boxes.
 */
export class Selection implements ReactiveController, Selected {
  /** In the order in which they were selected. */
  readonly ids = new Set<string>();
  /** The text of an action that failed as a whole. */
  failure: string | undefined;
  outcome: Outcome | undefined;
  /** Whether there are boxes is known: rows that are shown before would move. */
  isSettled = false;
  /** Something is on its way. */
  busy = false;
  /** The ids are all that the list had when they were read. */
  isWhole = false;
  private filters: string | undefined;
  private connection: unknown;
  private gone = new AbortController();
  private readonly allowed: AllowedActions;
  private readonly language: LanguageController<SelectionTerms>;
  private readonly keys: SelectionKeys;

  constructor(
    readonly host: SelectionHost,
    readonly data: SelectionData,
    readonly kit: MenuKit,
  ) {
    this.allowed = new AllowedActions(host);
    this.language = new LanguageController(host, SELECTION);
    this.keys = new SelectionKeys(this);
    adoptSelectionStyles(host.renderRoot);
    host.addController(this);
    host.requestUpdate();
  }

  /** There are boxes. */
  get isOn(): boolean {
    return this.host.selectable && (this.mayBlock || this.mayDownload);
  }

  get mayBlock(): boolean {
    return this.allowed.has('BLOCK_SESSION');
  }

  get mayDownload(): boolean {
    return this.allowed.has('EXPORT');
  }

  get words(): SelectionTerms {
    return this.language.terms;
  }

  hostConnected(): void {
    if (this.gone.signal.aborted) this.gone = new AbortController();
    this.keys.listen(this.host.renderRoot);
  }

  hostDisconnected(): void {
    this.gone.abort();
  }

  hostUpdate(): void {
    const { connection, isConnected } = this.host;
    if (isConnected && connection !== this.connection) {
      this.connection = connection;
      actionsOf(connection).then(() => {
        this.isSettled = true;
        this.host.requestUpdate();
      });
    }
    const filters = textOf(this.host.view);
    const { filters: before } = this;
    this.filters = filters;
    // What is selected under filters that nobody sees any more must not be acted on.
    if (before === undefined || before === filters || this.ids.size === 0) return;
    this.ids.clear();
    this.isWhole = false;
    queueMicrotask(() => {
      this.tell();
      this.host.notify(this.words.cleared);
    });
  }

  renderHead(): unknown {
    if (!this.isOn) return undefined;
    const { html } = this.kit;
    const { pageIds, words } = this;
    const here = pageIds.filter((id) => this.ids.has(id)).length;
    const state = here === 0 ? 'false' : here === pageIds.length ? 'true' : 'mixed';
    return html`<th role="columnheader" scope="col" class="pick" tabindex="-1" data-column="pick"><button type="button" role="checkbox"
      tabindex="-1" aria-checked=${state} title=${words.selectPage}><span class="visually-hidden">${words.selectPage}</span></button></th>`;
  }

  renderCell({ node }: SessionEdge): unknown {
    if (!this.isOn) return undefined;
    const { html } = this.kit;
    const { words, host } = this;
    const seen = new Date(node.lastSeenAt).toLocaleString(host.locale, { timeZone: host.effectiveTimeZone });
    return html`<td role="gridcell" class="pick" tabindex="-1" data-column="pick"><button type="button" role="checkbox" tabindex="-1"
      aria-checked=${this.ids.has(node.id)} title=${words.selectHint}><span class="visually-hidden">${words.select(seen)}</span></button></td>`;
  }

  /** What is selected, and what can be done with it; nothing where nothing is. */
  renderBar(): unknown {
    return this.isOn ? renderBar(this) : undefined;
  }

  /** What is to be taken out; undefined: the list. */
  get exported() {
    if (!this.isOn || this.ids.size === 0) return undefined;
    const { where } = this.data;
    const total = { value: this.ids.size, exact: true };
    const heading = this.words.downloadOf(this.count(this.ids.size));
    // A link carries some ids; the filter that they came from is shorter.
    if (this.isWhole && this.data.total?.value === this.ids.size) return { where, total, heading };
    return { where: { ...where, filter: { ...where.filter, ids: [...this.ids] } }, total, heading };
  }

  get pageIds(): readonly string[] {
    return this.data.pages.page?.edges.map(({ node }) => node.id) ?? [];
  }

  count(value: number) {
    return { short: exactNumber(value, this.host.locale), value };
  }

  /** Selects them, or none of them. */
  turn(ids: readonly string[], on: boolean): void {
    for (const id of ids) {
      if (on) this.ids.add(id);
      else this.ids.delete(id);
    }
    this.isWhole = false;
    this.tell();
  }

  readonly clear = (): void => {
    this.ids.clear();
    this.isWhole = false;
    this.tell();
    this.focusRows();
  };

  readonly dismiss = (): void => {
    this.outcome = undefined;
    this.host.requestUpdate();
    this.focusRows();
  };

  /** All that the list has now, by their ids. */
  readonly selectAll = async (): Promise<void> => {
    if (this.busy) return;
    const { filters } = this;
    const input = { action: 'BLOCK', selection: { matching: this.data.where } } as const;
    const answer = await this.working(() =>
      clientOf(this.host.connection).query(MATCHING_SESSIONS, { input }, { requestPolicy: 'network-only' }).toPromise(),
    );
    const impact = answer?.data?.impact;
    if (filters !== this.filters) return;
    if (!impact) this.fail(this.host.terms.failure.server);
    else if ('code' in impact) this.fail(impact.message);
    else {
      this.ids.clear();
      for (const id of impact.sessionIds) this.ids.add(id);
      this.isWhole = true;
      this.tell();
    }
  };

  readonly ask = async (kind: BulkKind): Promise<void> => {
    const { askBulk } = await import('./bulk-dialog.ts');
    const { host, words } = this;
    await askBulk({ kind, ids: [...this.ids], words, view: host, signal: this.gone.signal }, (done) => {
      // Who was refused stays selected, with why.
      this.acted(kind, done);
    });
  };

  readonly undo = async (): Promise<void> => {
    const { outcome } = this;
    if (!outcome?.bulkId || this.busy) return;
    const { host, gone } = this;
    const { undoBulk } = await import('./bulk-dialog.ts');
    let taken = false;
    const result = await this.working(async () => {
      const done = await undoBulk(outcome.bulkId!, host, gone.signal);
      taken = done === undefined;
      return done;
    });
    // The host does it itself, or forbids it.
    if (taken) return;
    if (!result) this.fail(host.terms.failure.network);
    else if ('code' in result) this.fail(`${this.words.codes[result.code]} ${result.message}`);
    else this.acted('UNDO', result);
  };

  private acted(kind: BulkKind | 'UNDO', { bulkId, doneCount, unchangedCount, refusedCount, rows }: BulkDone): void {
    const { words } = this;
    const refused = rows.filter(({ outcome }) => outcome === 'REFUSED');
    const text = [
      words.done[kind](this.count(doneCount)),
      ...(unchangedCount > 0 ? [words.unchanged(this.count(unchangedCount))] : []),
      ...(refusedCount > 0 ? [words.refused(this.count(refusedCount))] : []),
    ].join(' ');
    this.outcome = { text, refused, bulkId: kind === 'UNDO' ? null : bulkId };
    this.failure = undefined;
    if (kind !== 'UNDO') {
      this.ids.clear();
      for (const { sessionId } of refused) this.ids.add(sessionId);
      this.isWhole = false;
    }
    this.tell();
    this.host.notify(text);
    this.host.updateComplete.then(() => {
      const { renderRoot } = this.host;
      renderRoot.querySelector<HTMLElement>('.selection .undo, .selection .dismiss')?.focus();
    });
  }

  private async working<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    this.busy = true;
    this.failure = undefined;
    this.host.requestUpdate();
    try {
      return await work();
    } catch {
      return undefined;
    } finally {
      this.busy = false;
      this.host.requestUpdate();
    }
  }

  private fail(why: string): void {
    this.failure = why;
    this.host.notify(why);
    this.host.requestUpdate();
  }

  private tell(): void {
    this.host.dispatchEvent(new SessionsSelectionChangeEvent([...this.ids]));
    this.host.requestUpdate();
  }

  /** The bar goes, and with it what had the focus. */
  private focusRows(): void {
    this.host.updateComplete.then(() => this.host.focus());
  }
}
