import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type ExplorerState, type ReadState, readState, writeState } from '../state/explorer-url.ts';

export interface UrlStateHost extends ReactiveControllerHost {
  /** Prefix of its parameters. */
  readonly key: string;
  readonly noUrl: boolean;
}

/** Whose state it is. */
interface Stateful {
  /** Before anything is in the address. */
  readonly startState: ExplorerState;
  arrive(read: ReadState): void;
}

/** Explorers that write into the address, by their prefix. */
const owners = new Map<string, UrlStateController>();

/** Letters of a search that follow each other within this time are one step of the history. */
const ONE_STEP_MS = 2000;

/** push: a step that "back" takes back; replace: part of the step before; typing: a step, unless it goes on typing. */
export type HistoryStep = 'push' | 'replace' | 'typing';

/** Keeps the state of an explorer in the query of the page's address, and follows back and forward. */
export class UrlStateController implements ReactiveController {
  private key = '';
  private typed = 0;

  constructor(
    private readonly host: UrlStateHost,
    private readonly stateful: Stateful,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    // Attributes of an element that the parser makes are there; properties that a framework sets come later in this task.
    queueMicrotask(() => this.start());
  }

  hostDisconnected(): void {
    window.removeEventListener('popstate', this.travelled);
    if (owners.get(this.key) === this) owners.delete(this.key);
    this.key = '';
  }

  write(state: ExplorerState, step: HistoryStep): void {
    if (!this.key) return;
    const query = writeState(state, new URLSearchParams(location.search), this.key).toString();
    const search = query ? `?${query}` : '';
    if (search === location.search) return;
    const address = `${location.pathname}${search}${location.hash}`;
    const now = Date.now();
    const goesOn = step === 'typing' && now - this.typed < ONE_STEP_MS;
    this.typed = step === 'typing' ? now : 0;
    if (step === 'replace' || goesOn) window.history.replaceState(window.history.state, '', address);
    else window.history.pushState(window.history.state, '', address);
  }

  private start(): void {
    const { key, noUrl } = this.host;
    if (noUrl) {
      this.stateful.arrive({ state: this.stateful.startState, ignored: [] });
      return;
    }
    if (owners.has(key)) {
      console.warn(`two explorers on this page use the parameters "${key}.": give one of them another url-key`);
      this.stateful.arrive({ state: this.stateful.startState, ignored: [] });
      return;
    }
    this.key = key;
    owners.set(key, this);
    window.addEventListener('popstate', this.travelled);
    this.read();
  }

  private readonly travelled = (): void => {
    this.typed = 0;
    this.read();
  };

  private read(): void {
    const query = new URLSearchParams(location.search);
    const ours = [...query.keys()].some((name) => name.startsWith(`${this.key}.`));
    this.stateful.arrive(
      ours ? readState(query, this.key, Date.now()) : { state: this.stateful.startState, ignored: [] },
    );
  }
}
