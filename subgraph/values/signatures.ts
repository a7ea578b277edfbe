import { createHmac } from 'node:crypto';

// `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`: who gets it checks who sent it, and that it is no old one sent
// again. Gateways sign for us, and we for the receivers of actions.

export const SIGNATURE_HEADER = 'x-sessions-signature';

export function macOf(secret: string, unixSeconds: string, body: string | Buffer): string {
  return createHmac('sha256', secret).update(`${unixSeconds}.`).update(body).digest('hex');
}

/** The header for a body. */
export function sign(secret: string, body: string, unixSeconds: number): string {
  return `t=${unixSeconds},v1=${macOf(secret, String(unixSeconds), body)}`;
}

/** The parts of the header; null: it has another form. */
export function readSignature(header: string): { time: string; hex: string } | null {
  const [, time, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  return time && hex ? { time, hex } : null;
}
