// Numbers, times and texts as people read them. Pure: tested in Node.

/** Control and format characters (bidi, zero width, tags), lone surrogates, and letters that look like nothing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u2800|\u3164|\uffa0/gu;

const COUNT = new Intl.NumberFormat('en');

/** 1234 -> "1,234" */
export const formatCount = (value) => COUNT.format(value);

/** One or many: "1 session", "1,234 sessions". */
export const plural = (value, one, many = `${one}s`) => `${formatCount(value)} ${value === 1 ? one : many}`;

/** `\n` -> "\\u000a": how an invisible character is written. */
function escapeCharacter(character) {
  const code = character.codePointAt(0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/** Everything visible: for attributes such as `title`, where parts cannot be told apart. */
export const visible = (text) => text.replace(INVISIBLE, escapeCharacter);

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

/** 2026-11-22T23:07:41.120Z -> "2026-11-22 23:07:41"; always UTC. */
export const formatTime = (iso) => new Date(iso).toISOString().slice(0, 19).replace('T', ' ');

/** 2026-11-22T23:07:41.120Z -> "23:07:41.120" */
export const formatClock = (iso) => new Date(iso).toISOString().slice(11, 23);

/** How long ago, in one unit. A clock that is ahead of ours is "now". */
export function formatAgo(iso, now) {
  const seconds = Math.floor((now - Date.parse(iso)) / 1000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${plural(Math.floor(seconds / 86_400), 'day')} ago`;
}

/** Two units at most: "340 ms", "12.3 s", "4 min 12 s", "3 h 5 min". */
export function formatDuration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Milliseconds of one request: whole ones, or what is left below ten. */
export const formatMs = (ms) => (ms < 10 ? String(Number(ms.toFixed(1))) : formatCount(Math.round(ms)));
