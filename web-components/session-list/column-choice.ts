import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  type Column,
  chosenColumns,
  columnsOf,
  loadChoice,
  type Situation,
  saveChoice,
  withChoice,
  withOthers,
} from './columns.ts';

interface Host extends ReactiveControllerHost {
  columns?: string;
  readonly storageKey: string;
  readonly compact: boolean;
}

/** Which columns are shown: those that the host names, else those that were chosen here before, else the usual ones. */
export class ColumnChoice implements ReactiveController {
  private choice = '';
  private place = '';

  constructor(
    private readonly host: Host,
    private readonly filtered: () => boolean,
    /** Columns of plugins; undefined: they are on their way. */
    private readonly others: () => readonly Column[] | undefined,
  ) {
    host.addController(this);
  }

  hostUpdate(): void {
    const { storageKey, compact } = this.host;
    // A compact list has a choice of its own.
    const place = `${storageKey}.columns${compact ? '.compact' : ''}`;
    if (place === this.place) return;
    this.place = place;
    this.choice = loadChoice(place);
  }

  /** Those that may be chosen. */
  get all(): readonly Column[] {
    return withOthers(this.others() ?? []);
  }

  get shown(): Column[] {
    if (this.host.columns) return columnsOf(this.all, this.host.columns);
    const situation: Situation = { compact: this.host.compact, filtered: this.filtered() };
    return chosenColumns(this.all, this.choice, situation);
  }

  /** Names that the host gives to no column. */
  get unknown(): string[] {
    const { columns } = this.host;
    if (!columns || !this.others()) return [];
    const names = columns.split(',').map((name) => name.trim());
    return names.filter((name) => name !== '' && !this.all.some(({ id }) => id === name));
  }

  /** There is a choice of the reader's to forget. */
  get isOwn(): boolean {
    return !this.host.columns && this.choice !== '';
  }

  turn(id: string, on: boolean): void {
    if (this.host.columns) {
      const others = this.shown.map((column) => column.id).filter((other) => other !== id);
      this.host.columns = (on ? [...others, id] : others).join();
    } else {
      this.choose(withChoice(this.choice, id, on));
    }
  }

  reset(): void {
    this.choose('');
  }

  private choose(choice: string): void {
    this.choice = choice;
    saveChoice(this.place, choice);
    this.host.requestUpdate();
  }
}
