// Numbers, times and texts as people read them.

/** Control and format characters (bidi, zero width, tags), lone surrogates, and letters that look like nothing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u2800|\u3164|\uffa0/gu;

const COUNT = new Intl.NumberFormat('en');
const TO_THE_SECOND = {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};
const TIME = new Intl.DateTimeFormat('en', TO_THE_SECOND);
const TIME_AND_OFFSET = new Intl.DateTimeFormat('en', { ...TO_THE_SECOND, timeZoneName: 'shortOffset' });
/** How far clocks are put back. */
const STEPS_BACK = [30, 60, 120].flatMap((minutes) => [minutes * 60_000, minutes * -60_000]);

/** 1234 -> "1,234" */
export const formatCount = (value) => COUNT.format(value);

/** One or many: "1 session", "1,234 sessions". */
export const plural = (value, one, many = `${one}s`) => `${formatCount(value)} ${value === 1 ? one : many}`;

/** "Nov 22, 23:07:41", in the zone of the browser; with its offset where clocks that are put back show this twice. */
export function formatTime(iso) {
  const time = Date.parse(iso);
  const text = TIME.format(time);
  const isTwice = STEPS_BACK.some((step) => TIME.format(time + step) === text);
  return isTwice ? TIME_AND_OFFSET.format(time) : text;
}

/** How long ago, in one unit. A clock that is ahead of ours is "now". */
export function formatAgo(iso, now) {
  const seconds = Math.floor((now - Date.parse(iso)) / 1000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${plural(Math.floor(seconds / 86_400), 'day')} ago`;
}

/**
 * Cuts a text into parts that are shown as they are and parts that stand for invisible characters.
 * @returns {{ text: string, escaped: boolean }[]}
 */
export function visibleParts(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(INVISIBLE)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), escaped: false });
    parts.push({ text: escapeCharacter(match[0]), escaped: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), escaped: false });
  return parts;
}

/** A line break -> "\\u000a": how an invisible character is written. */
function escapeCharacter(character) {
  const code = character.codePointAt(0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
