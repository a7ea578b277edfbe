import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

interface Outer {
  readonly endpoint?: string;
  readonly timeZone?: string;
  readonly lang: string;
}

class HandedOn extends Directive {
  override render(_outer: Outer): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [{ endpoint, timeZone, lang }]: [Outer]): unknown {
    for (const [name, value] of Object.entries({ endpoint, 'time-zone': timeZone, lang })) {
      if (value) element.setAttribute(name, value);
      else element.removeAttribute(name);
    }
    return noChange;
  }
}

/** On an inner element: where the graph is and how things are written, as the outer one was told; a provider says the rest. */
export const handedOn = directive(HandedOn);
