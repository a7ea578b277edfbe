// Apart from the other events: a list without plugins need not load them.

/** A plugin leads to another page. Cancel it to go there yourself. */
export class SessionsNavigateEvent extends Event {
  /** Where it leads. */
  readonly href: string;

  constructor(href: string) {
    super('sessions-navigate', { bubbles: true, composed: true, cancelable: true });
    this.href = href;
  }
}

/** Something of a plugin failed and was left out; once per place. */
export class SessionsPluginErrorEvent extends Event {
  readonly pluginId: string;
  /** Where: `plugin`, `setup`, `fragments.session`, `columns.owner`. */
  readonly point: string;
  readonly error: unknown;

  constructor(pluginId: string, point: string, error: unknown) {
    super('sessions-plugin-error', { bubbles: true, composed: true });
    this.pluginId = pluginId;
    this.point = point;
    this.error = error;
  }
}
