import type { ActionKind } from '../plugins/core/contract.ts';

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

/** What is done to many sessions at once, and what takes it back. */
export type BulkActionKind = 'block-sessions' | 'unblock-sessions' | 'undo-session-blocks';

/** Something is about to be done to sessions, a request or a detection. Cancel it to do it yourself, or to have nothing done. */
export class SessionsActionEvent extends Event {
  readonly kind: ActionKind | BulkActionKind;
  /** Id of the detection, the request, the rule, the session part, or of what was done to many; of many sessions, their ids with commas between. */
  readonly subject: string;
  /** What the graph would be sent, with the key that keeps it from being done twice. */
  readonly input: object;

  constructor(kind: ActionKind | BulkActionKind, subject: string, input: object) {
    super('sessions-action', { bubbles: true, composed: true, cancelable: true });
    this.kind = kind;
    this.subject = subject;
    this.input = input;
  }
}
