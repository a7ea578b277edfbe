import { isUtf8 } from 'node:buffer';
import type { IncomingBody } from '../incoming.type.ts';
import { LIMITS } from './limits.ts';

/** What the source says about a body beside the body itself. */
interface BodyFacts {
  mediaType?: string | null;
  /** Size as sent; without it the size of what the source kept. */
  sizeBytes?: number | null;
  /** The source kept only the beginning. */
  truncated?: boolean;
}

/** A body that the source gives as text, cut to {@link LIMITS}.body bytes. */
export function textBody(text: string, facts: BodyFacts = {}): IncomingBody {
  const size = Buffer.byteLength(text);
  const fits = size <= LIMITS.body;
  return { ...common(size, fits, facts), text: fits ? text : wholeCharacters(Buffer.from(text)) };
}

/** A body that the source gives as bytes: text where its media type says so and it is valid UTF-8, else Base64. */
export function bytesBody(bytes: Buffer, facts: BodyFacts = {}): IncomingBody {
  const fits = bytes.length <= LIMITS.body;
  const kept = common(bytes.length, fits, facts);
  if (TEXTUAL.test(facts.mediaType ?? '') && isUtf8(bytes) && !bytes.includes(0))
    return { ...kept, text: fits ? bytes.toString('utf8') : wholeCharacters(bytes) };
  return { ...kept, base64: bytes.subarray(0, LIMITS.body).toString('base64') };
}

const TEXTUAL =
  /^\s*(?:text\/|[^;]*[/+](?:json|xml|javascript|x-javascript|graphql|x-www-form-urlencoded|x-ndjson)\b)/i;

function common(
  size: number,
  fits: boolean,
  facts: BodyFacts,
): Pick<IncomingBody, 'mediaType' | 'sizeBytes' | 'truncated'> {
  return {
    mediaType: facts.mediaType?.slice(0, LIMITS.headerName) || null,
    // a size below that of the part kept is a mistake of the source (or the size before decoding)
    sizeBytes: Math.max(size, facts.sizeBytes ?? 0),
    truncated: (facts.truncated ?? false) || !fits,
  };
}

/** The beginning of a text, without the part of a character that the cut would leave. */
function wholeCharacters(bytes: Buffer): string {
  let end: number = LIMITS.body;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString('utf8');
}
