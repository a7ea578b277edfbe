import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

interface Outer {
  readonly endpoint?: string;
  readonly sessionsPage?: string;
  readonly urlKey?: string;
  readonly timeZone?: string;
  readonly lang: string;
}

class InheritedAttributes extends Directive {
  override render(_outer: Outer): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [outer]: [Outer]): unknown {
    const { endpoint, sessionsPage, urlKey, timeZone, lang } = outer;
    const told = { endpoint, 'sessions-page': sessionsPage, 'url-key': urlKey, 'time-zone': timeZone, lang };
    for (const [name, value] of Object.entries(told)) {
      if (value) element.setAttribute(name, value);
      else element.removeAttribute(name);
    }
    return noChange;
  }
}

/** On an inner element: where the graph is, where links lead, how things are written, as the outer one was told; a provider says the rest. */
export const inheritedAttributes = directive(InheritedAttributes);
