import { conditionOf, type View } from '../state/view.ts';

/** Whether a link explores one request, or one attack. */
export function holdsOne(view: View): boolean {
  const { request, attack } = explored(view);
  return request !== undefined || attack !== undefined;
}

/** The one request, or the one attack, that a link explores. */
export function explored(view: View): { readonly request?: string; readonly attack?: string } {
  const one = (id: 'request' | 'attack') => {
    const { only } = conditionOf(view, id);
    return only.length === 1 ? (only[0] ?? undefined) : undefined;
  };
  return { request: one('request'), attack: one('attack') };
}
