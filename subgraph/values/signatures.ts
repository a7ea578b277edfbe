import { createHmac } from 'node:crypto';

// `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`: the receivers of actions check by it who sent one, and that it is
// no old one sent again. What gateways sign for us holds more (subgraph/auth/gateway.ts).

export const SIGNATURE_HEADER = 'x-sessions-signature';

/** The header for a body. */
export function sign(secret: string, body: string, unixSeconds: number): string {
  const mac = createHmac('sha256', secret).update(`${unixSeconds}.`).update(body).digest('hex');
  return `t=${unixSeconds},v1=${mac}`;
}
