interface Shortcuts {
  /** True: the key was one of the table's. */
  readonly table: (key: string) => boolean | undefined;
  readonly close: () => void;
}

/** Keys that are pressed anywhere in the session. */
export function pressed(event: KeyboardEvent, { table, close }: Shortcuts): void {
  const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  if (defaultPrevented || ctrlKey || metaKey || altKey || isTyping(event.composedPath()[0])) return;
  if (table(key)) event.preventDefault();
  else if (key === 'Escape') close();
  else return;
  // A dialog of the host around the session stays open.
  event.stopPropagation();
}

/** Letters that are typed are no shortcuts. */
function isTyping(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches('textarea, select, input:not([type=radio], [type=checkbox])') || target.isContentEditable;
}
