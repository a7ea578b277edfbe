import type { LocalizeController } from '../i18n/localize.ts';
import type { TimeSelection } from '../state/time-range.ts';
import { minuteTime } from './format.ts';

/** A time as people call it: Last 7 days, Yesterday, 20 Nov, 10:00 – 21 Nov, 00:00. */
export function timeText(time: TimeSelection, { terms, locale, timeZone }: LocalizeController): string {
  switch (time.kind) {
    case 'last':
      return terms.lastTime[time.unit](time.amount);
    case 'named':
      return terms.namedTimes[time.name];
    case 'between': {
      const moment = (iso: string) => minuteTime(iso, locale, timeZone);
      if (time.from && time.to) return `${moment(time.from)} – ${moment(time.to)}`;
      return time.from ? terms.since(moment(time.from)) : terms.until(moment(time.to!));
    }
  }
}
