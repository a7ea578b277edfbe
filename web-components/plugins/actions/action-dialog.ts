import { html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { printable } from '../../shared/printable.ts';
import type { OpenDialog, PluginHost } from '../plugin.ts';
import { Attempt, type Refusal, type Wish } from './attempt.ts';
import { ImpactPreview, type ImpactSubject } from './impact.ts';
import { renderImpact } from './render-impact.ts';
import { tellDone, tellOutcome } from './undo.ts';
import type { ActionWords } from './words.en.ts';
import { wordsIn } from './words.ts';

/** What is wrong with a field, by its name; undefined: nothing. */
export type ProblemOf = (field: string) => string | undefined;

/** An action that is asked for in a dialog. */
export interface ActionForm {
  readonly title: string;
  /** What it does. */
  readonly lead: string;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly tone?: 'danger';
  /** What it touches counts as an attack again; what it was so far would say the opposite. */
  readonly restores?: boolean;
  fields?(problemOf: ProblemOf, words: ActionWords): unknown;
  /** What is to be done, by what was entered. */
  wish(entered: FormData): Wish;
  /** Unless given, it touches nothing that could be counted. */
  impact?(entered: FormData): ImpactSubject;
  /** The dialog is about to be shown: what its fields show is read, and shown by `changed`. */
  begin?(changed: () => void): void;
}

/** Typing is over when nothing was typed for this long. */
const TYPING_MS = 400;

/** Shows what an action would touch, does it, and says how to take it back. */
export async function askAndDo(form: ActionForm, host: PluginHost): Promise<void> {
  const dialog = new ActionDialog(form, host);
  await host.dialog({ title: form.title, render: (open) => dialog.render(open) });
}

class ActionDialog {
  private open: OpenDialog | undefined;
  private attempt: Attempt | undefined;
  /** What was entered for the attempt. */
  private attempted = '';
  private refusal: Refusal | undefined;
  /** No answer came. */
  private lost: string | undefined;
  private isBusy = false;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private readonly element = createRef<HTMLFormElement>();
  private readonly preview: ImpactPreview;

  constructor(
    private readonly form: ActionForm,
    private readonly host: PluginHost,
  ) {
    this.preview = new ImpactPreview(host, () => this.open?.update());
  }

  render(open: OpenDialog) {
    if (!this.open) {
      this.open = open;
      // Its fields say what it is about, and they are not there yet.
      queueMicrotask(() => this.askImpact());
      this.form.begin?.(() => this.open?.update());
    }
    const { locale, timeZone } = this.host;
    const words = wordsIn(locale);
    const { lead, confirm, tone, restores = false } = this.form;
    const again = () => this.askImpact();
    return html`<form ${ref(this.element)} aria-describedby="lead" @submit=${this.submitted} @input=${this.typed}>
      <p id="lead">${lead}</p>
      ${this.form.fields?.(this.problemOf, words) ?? nothing}
      ${this.form.impact ? renderImpact(this.preview.state, { words, locale, timeZone, restores, again }) : nothing}
      ${this.renderProblem(words)}
      <footer role="none">
        <button type="button" @click=${() => open.close()}>${words.cancel}</button>
        <button type="submit" class=${tone ?? ''} aria-disabled=${this.isBusy}>${this.isBusy ? words.working : confirm}</button>
      </footer>
    </form>`;
  }

  private renderProblem(words: ActionWords) {
    const { refusal, lost } = this;
    if (lost) return html`<p class="problem" role="alert">${lost}</p>`;
    if (!refusal) return html`<p role="alert"></p>`;
    const { code, message, alternative } = refusal;
    return html`<p class="problem" role="alert">
      ${words.refused[code]} ${this.field ? nothing : html`<span lang="en">${printable(message)}</span>`}
      ${alternative ? html`<br />${words.instead} <span lang="en">${printable(alternative)}</span>` : nothing}
    </p>`;
  }

  /** The field that the refusal is about, if it is there. */
  private get field(): HTMLElement | undefined {
    const name = this.refusal?.path?.at(-1);
    const control = name === undefined ? null : this.element.value?.elements.namedItem(name);
    return control instanceof HTMLElement ? control : undefined;
  }

  private readonly problemOf: ProblemOf = (name) =>
    this.field?.id === name ? printable(this.refusal!.message) : undefined;

  private get entered(): FormData {
    return new FormData(this.element.value);
  }

  private askImpact(): void {
    if (this.form.impact && !this.open?.signal.aborted) this.preview.ask(this.form.impact(this.entered));
  }

  private readonly typed = (): void => {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.askImpact(), TYPING_MS);
    this.open!.update();
  };

  private readonly submitted = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.isBusy) return;
    this.isBusy = true;
    this.refusal = undefined;
    this.lost = undefined;
    this.open!.update();
    try {
      await this.send(this.nextAttempt());
    } finally {
      this.isBusy = false;
      this.open!.update();
    }
  };

  /** What was sent before and got no answer is the same wish, unless something else was entered since. */
  private nextAttempt(): Attempt {
    const { entered } = this;
    const text = JSON.stringify([...entered]);
    if (!this.attempt || text !== this.attempted) this.attempt = new Attempt(this.form.wish(entered));
    this.attempted = text;
    return this.attempt;
  }

  private async send(attempt: Attempt): Promise<void> {
    const outcome = await attempt.send(this.host);
    // It was closed meanwhile, and what came of it must be told all the same.
    if (this.open!.signal.aborted) return tellOutcome(attempt, outcome, this.host, tellDone);
    if (outcome.kind === 'lost') {
      this.lost = wordsIn(this.host.locale).lost[outcome.why];
      return;
    }
    this.attempt = undefined;
    if (outcome.kind === 'refused') {
      this.refusal = outcome.refusal;
      this.field?.focus();
      return;
    }
    this.open!.close();
    if (outcome.kind === 'done') tellDone(attempt.wish, outcome.done, this.host);
  }
}
