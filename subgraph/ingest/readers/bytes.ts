import { isUtf8 } from 'node:buffer';

/** A run of ASCII, one character of UTF-8 as RFC 3629 has it, or (in the group) a byte that belongs to none. */
const PIECE =
  /[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|([\x80-\xff])/g;

/**
 * Text of bytes, in which a byte that is no UTF-8 stands as a lone surrogate, U+DC00 and its value: different bytes are
 * different texts, and none of these is the text of UTF-8.
 */
export function losslessText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (const [piece, stray] of bytes.toString('latin1').matchAll(PIECE)) {
    text +=
      stray === undefined
        ? Buffer.from(piece, 'latin1').toString('utf8')
        : String.fromCharCode(0xdc00 + stray.charCodeAt(0));
  }
  return text;
}

/** As people read it: a byte that is no UTF-8 shows as in a URL, `%E9`. A `%E9` that was sent looks the same. */
export function shownText(lossless: string): string {
  return lossless.replace(
    /(?<![\ud800-\udbff])[\udc80-\udcff]/g,
    (stray) => `%${(stray.charCodeAt(0) - 0xdc00).toString(16).toUpperCase()}`,
  );
}
