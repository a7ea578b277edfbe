import type { ExplorerState } from '../state/explorer-url.ts';
import { inZone } from '../state/time-range.ts';
import { type View, withTime } from '../state/view.ts';

/** A state with the days of the zone in which it is shown, unless it says of which: it goes into links. The same one for the same state. */
export class ShownState {
  private of: ExplorerState | undefined;
  private zone = '';
  private made!: ExplorerState;

  in(zone: string, state: ExplorerState): ExplorerState {
    if (state === this.of && zone === this.zone) return this.made;
    const zoned = (view: View): View => withTime(view, inZone(view.time, zone));
    const { detail } = state;
    this.made = {
      ...state,
      view: zoned(state.view),
      detail: detail && { ...detail, inherited: zoned(detail.inherited) },
    };
    this.of = state;
    this.zone = zone;
    return this.made;
  }
}
