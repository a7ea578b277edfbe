/** Reads what was recorded of the shop (demo/shop/plan.md), each stretch moved to where the plan puts it. */
import { type DemoRequest, keep, type Recorded, splitTarget } from './recorded.ts';
import { ATTACKS } from './shop/attacks.ts';
import type { Exchange } from './shop/gateway.ts';
import { guestVisits, visitsOf } from './shop/journeys.ts';
import { readRecording } from './shop/recording.ts';
import { PEOPLE } from './shop/store.ts';

const HOST = 'shop.example.org';

/** People, programs and attackers at a small API of ours. */
export function readShop(): Recorded[] {
  const exchanges = readRecording();
  const moves = movesOf(exchanges);
  return exchanges.map((exchange, index): Recorded => {
    const { ip, stopped, user, session } = exchange;
    const requestHeaders = exchange.requestHeaders.map(([name, value]) =>
      name.toLowerCase() === 'host' ? { name, value: HOST } : { name, value: value.replaceAll(LOOPBACK, `//${HOST}`) },
    );
    const responseHeaders = exchange.responseHeaders.map(([name, value]) => ({ name, value }));
    const request: DemoRequest = {
      time: new Date(Date.parse(exchange.time) + moves.get(exchange.block)!).toISOString(),
      method: exchange.method,
      host: HOST,
      ...splitTarget(exchange.target),
      status: exchange.status,
      durationMs: exchange.durationMs,
      sizeBytes: exchange.sizeBytes,
      ip,
      ...(exchange.country ? { countryCode: exchange.country } : {}),
      ...(exchange.sourceTags.length > 0 ? { sourceTags: exchange.sourceTags } : {}),
      application: exchange.application,
      ...(user ? { user } : {}),
      role: exchange.role,
      ...(stopped ? { blocked: true } : {}),
      content: {
        requestHeaders: keep(requestHeaders),
        responseHeaders: responseHeaders.filter(({ name }) => ['content-type', 'x-session'].includes(name)),
      },
    };
    return {
      key: `shop-${index + 1}`,
      actor: ip,
      ...(session ? { session } : {}),
      request,
      ...(stopped ? { stopped } : {}),
      complete: true,
      requestHeaders,
      requestBody: exchange.requestBody,
      responseHeaders,
      responseBody: exchange.responseBody,
    };
  });
}

const LOOPBACK = /\/\/127\.0\.0\.1:\d+/g;

/** Name of a stretch -> milliseconds by which all of it is moved: its first request is where the plan says. */
function movesOf(exchanges: Exchange[]): Map<string, number> {
  const starts = new Map(
    [...PEOPLE.flatMap(visitsOf), ...guestVisits(), ...ATTACKS].map(({ block, startsAt }) => [block, startsAt]),
  );
  const moves = new Map<string, number>();
  for (const { block, time } of exchanges) {
    const start = starts.get(block);
    if (!start) throw new Error(`The plan has no stretch "${block}"`);
    if (!moves.has(block)) moves.set(block, Date.parse(start) - Date.parse(time));
  }
  return moves;
}
