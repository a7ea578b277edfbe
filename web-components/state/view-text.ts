import { sameView, type View } from './view.ts';
import { formatView, parseView } from './view-params.ts';

// Elements carry views; these are their texts, where one came in or somebody asked for it.
const texts = new WeakMap<View, string>();

/** The view that a text says. Null, which is what becomes of an attribute that was removed: none. */
export function readView(text: string | null | undefined): View {
  const { view } = parseView(text ?? '');
  texts.set(view, text ?? '');
  return view;
}

/** The text of a view: as it was read, or else written once. */
export function textOf(view: View): string {
  const text = texts.get(view) ?? formatView(view);
  texts.set(view, text);
  return text;
}

/** Of a property that holds a view. */
export const viewProperty = {
  attribute: false,
  hasChanged: (view: View, before?: View): boolean => !before || !sameView(view, before),
} as const;
