import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ACTOR_HEADER, SCOPES_HEADER, TENANT_HEADER } from '../values/identity-headers.ts';
import { SIGNATURE_HEADER } from '../values/signatures.ts';

/** How a gateway proves who it is. */
export interface Gateway {
  /** One secret, or two while it is being changed: either is accepted. */
  secrets: readonly string[];
  /** `secret`: the secret itself is sent; `hmac`: a signature of time, identity and body, so that none can be changed on the way. */
  auth: GatewayAuth;
}

export const GATEWAY_AUTHS = ['secret', 'hmac'] as const;
type GatewayAuth = (typeof GATEWAY_AUTHS)[number];

const SECRET_HEADER = 'x-sessions-gateway-secret';

/** How far the clock of a gateway may be from ours, in seconds; as long can a signed query be sent again. */
const MAX_CLOCK_SKEW = 300;

/** What is wrong with the headers of a gateway, for its operator; null: nothing. A body need not be read when there is. */
export function headersProblem({ secrets, auth }: Gateway, headers: IncomingHttpHeaders, now: Date): string | null {
  if (auth === 'hmac') {
    const signature = signatureOf(headers);
    if (!signature) return `send ${SIGNATURE_HEADER}: t=<unix seconds>,v2=<hex HMAC-SHA256 of ${SIGNED}>`;
    if (Math.abs(now.getTime() / 1_000 - Number(signature.time)) <= MAX_CLOCK_SKEW) return null;
    return `the time in ${SIGNATURE_HEADER} is more than ${MAX_CLOCK_SKEW / 60} minutes from that of this server`;
  }
  const given = headers[SECRET_HEADER];
  if (given === undefined) return `send the secret of the gateway as ${SECRET_HEADER}`;
  return isAnyOf(secrets, String(given)) ? null : `${SECRET_HEADER} is not the secret of this server`;
}

/** What is wrong with the signature of identity and body, as they were received; null: nothing, or there need be none. */
export function bodyProblem({ secrets, auth }: Gateway, headers: IncomingHttpHeaders, body: Buffer): string | null {
  if (auth !== 'hmac') return null;
  const { time = '', hex = '' } = signatureOf(headers) ?? {};
  const signatures = secrets.map((secret) => macOf(secret, time, headers, body));
  return isAnyOf(signatures, hex) ? null : `${SIGNATURE_HEADER} does not fit the identity, the body and the secret`;
}

const IDENTITY = [TENANT_HEADER, ACTOR_HEADER, SCOPES_HEADER];
/** Lines, for none of the headers can hold an end of a line: no two requests are signed alike. */
const SIGNED = `"<t>\\n${IDENTITY.map((header) => `<${header}>`).join('\\n')}\\n<body>", with nothing for a header that is not sent`;

function macOf(secret: string, time: string, headers: IncomingHttpHeaders, body: Buffer): string {
  const lines = [time, ...IDENTITY.map((header) => String(headers[header] ?? ''))];
  return createHmac('sha256', secret)
    .update(lines.map((line) => `${line}\n`).join(''))
    .update(body)
    .digest('hex');
}

function signatureOf(headers: IncomingHttpHeaders): { time: string; hex: string } | null {
  const [, time, hex] = /^t=(\d{1,12}),v2=([0-9a-f]{64})$/.exec(String(headers[SIGNATURE_HEADER] ?? '')) ?? [];
  return time && hex ? { time, hex } : null;
}

/** In constant time: hashes have one length, and every one is looked at. */
function isAnyOf(expected: readonly string[], given: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return expected.map((text) => timingSafeEqual(hash(text), hash(given))).includes(true);
}
