import { isPromise } from './guard.ts';
import { hostOf } from './plugin-host.ts';
import type { PluginView } from './plugin-view.ts';
import type { RegisteredPlugin } from './registry.ts';

const MOST_SETUP_MS = 2000;

/** A plugin from its setup to its end. */
export class Lifecycle {
  /** It is set up, and contributes. */
  isOn = false;
  private readonly end = new AbortController();
  private dispose: (() => void) | undefined;

  constructor(
    readonly plugin: RegisteredPlugin,
    view: PluginView,
    private readonly report: (point: string, error: unknown) => void,
    private readonly changed: () => void,
  ) {
    this.setUp(view);
  }

  /** Aborted when it goes. */
  get signal(): AbortSignal {
    return this.end.signal;
  }

  remove(): void {
    this.isOn = false;
    this.end.abort();
    this.runDisposer();
  }

  private setUp(view: PluginView): void {
    try {
      const result: unknown = this.plugin.source.setup?.(hostOf(view, this.signal));
      if (isPromise(result)) this.wait(result);
      else this.ready(result);
    } catch (error) {
      this.failed(error);
    }
  }

  private async wait(setup: PromiseLike<unknown>): Promise<void> {
    const limit = setTimeout(
      () => this.failed(new Error(`it was not set up within ${MOST_SETUP_MS / 1000} seconds`)),
      MOST_SETUP_MS,
    );
    try {
      this.ready(await setup);
    } catch (error) {
      if (!this.signal.aborted) this.failed(error);
    } finally {
      clearTimeout(limit);
    }
    if (this.isOn) this.changed();
  }

  private ready(disposer: unknown): void {
    if (typeof disposer === 'function') this.dispose = disposer as () => void;
    this.isOn = !this.signal.aborted;
    // It has come too late, or has gone meanwhile.
    if (!this.isOn) this.runDisposer();
  }

  private failed(error: unknown): void {
    this.end.abort();
    this.report('setup', error);
  }

  private runDisposer(): void {
    const { dispose } = this;
    this.dispose = undefined;
    try {
      dispose?.();
    } catch (error) {
      this.report('dispose', error);
    }
  }
}
