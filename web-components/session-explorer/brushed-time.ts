import { ALL_TIME, formatTime, type TimeSelection } from '../state/time-range.ts';

/** The times that are chosen in the timeline, one after the other, with the way back to the one from before. */
export class BrushedTime {
  private before: TimeSelection = ALL_TIME;
  /** The last one that was chosen. */
  private chosen = '';

  /**
   * What to show now.
   * @param current what is shown
   * @param span null: what was shown before the first choice
   */
  choose(current: TimeSelection, span: { readonly from: string; readonly to: string } | null): TimeSelection {
    // The first choice remembers what "back" leads to in the end.
    if (span && this.chosen !== formatTime(current)) this.before = current;
    const time: TimeSelection = span ? { kind: 'between', ...span } : this.before;
    this.chosen = formatTime(time);
    return time;
  }
}
