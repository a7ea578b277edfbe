import { property } from 'lit/decorators.js';
import { INITIAL_VIEW, type View } from '../state/view.ts';
import { readView, textOf, viewProperty } from '../state/view-text.ts';
import { SessionsElement } from './element.ts';

/** An element of a list of sessions: it carries the general filters as a view, and says them as text. */
export abstract class FilteredElement extends SessionsElement {
  /** Filters and time of the list, as a link writes them: `method=POST&time=7d`. */
  @property({ noAccessor: true })
  get params(): string {
    return textOf(this.view);
  }
  set params(text: string) {
    this.view = readView(text);
  }

  /** @internal The same, as elements hand it on. */
  @property(viewProperty) view: View = INITIAL_VIEW;
}
