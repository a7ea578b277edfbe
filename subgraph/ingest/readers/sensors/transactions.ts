import type { Line } from '../input.ts';
import { type Json, object } from '../json-document.ts';

/** A line of EVE that tells of a request. */
export interface Event {
  line: Line;
  entry: Json;
}

/** What is known of one request. */
export interface Transaction {
  http: Event | null;
  alerts: Event[];
}

/** Lines of which more may come, so that they can be kept beside the place in a log. JSON. */
export interface WaitingLines {
  /** The latest time of the log; null: it has said none. */
  newest: number | null;
  /** The oldest first. */
  transactions: { key: string; since: number | null; lines: Line[] }[];
}

/** Transactions in memory, and the characters of their lines. */
const MOST = 2_000;
const CHARACTERS = 16 * 1024 * 1024;
/**
 * Milliseconds of the log, from the first line of a transaction, within which the others of it come. Suricata may find what an alert is of when a
 * flow times out: in our sample one comes 138 seconds after its request, the other nine within 0.3.
 */
export const WITHIN_MS = 180_000;
/** A log that goes back so far is another one, or its clock was set. */
const ANOTHER_MS = 86_400_000;

interface Waiting {
  /** The latest time of the log when its first line came. */
  since: number | null;
  events: Event[];
}

/** Events of one request find each other here. What leaves, and when, follows from the lines alone: wherever a log is cut, it is the same. */
export class Transactions {
  private readonly waiting = new Map<string, Waiting>();
  private newest: number | null;
  private characters = 0;

  /** @param entryOf the object of a line that waited before */
  constructor({ newest, transactions }: WaitingLines, entryOf: (line: Line) => Json) {
    this.newest = newest;
    for (const { key, since, lines } of transactions) {
      this.waiting.set(key, { since, events: [] });
      for (const line of lines) this.hold(key, { line, entry: entryOf(line) });
    }
  }

  /** What nothing comes to any more. @param time of a line of the log, in milliseconds */
  *passed(time: number): Generator<Transaction> {
    const { newest } = this;
    if (newest === null || time > newest || time < newest - ANOTHER_MS) this.newest = time;
    for (const [key, { since }] of this.waiting) {
      // Of what came before any time was told, only its number says how old it is.
      if (since !== null && Math.abs(this.newest! - since) <= WITHIN_MS) break;
      if (since === null) this.waiting.get(key)!.since = this.newest;
      else yield this.taken(key);
    }
  }

  /** A transaction has one event `http`; where one comes again (a log that was joined twice), it is another request. */
  *add(event: Event): Generator<Transaction> {
    const key = isHttp(event) ? this.keyOfRequest(event) : (this.keyOfUnnumbered(event) ?? keyOf(event));
    if (!this.waiting.has(key)) this.waiting.set(key, { since: this.newest, events: [] });
    this.hold(key, event);
    if (isHttp(event)) this.gather(key, event);
    while (this.waiting.size > MOST || this.characters > CHARACTERS) {
      const [oldest] = this.waiting.keys();
      yield this.taken(oldest!);
    }
  }

  /** All of them: the log is over. */
  *rest(): Generator<Transaction> {
    for (const key of [...this.waiting.keys()]) yield this.taken(key);
  }

  /** As they are now, whatever comes. */
  lines(): WaitingLines {
    const transactions = [...this.waiting].map(([key, { since, events }]) => ({
      key,
      since,
      lines: events.map(({ line }) => line),
    }));
    return { newest: this.newest, transactions };
  }

  private keyOfRequest(event: Event): string {
    let key = keyOf(event);
    while (this.waiting.get(key)?.events.some(isHttp)) key += "'";
    return key;
  }

  /** Some alerts have no `tx_id` and say what was asked: they are of the latest request of their flow that asked for it. */
  private keyOfUnnumbered(alert: Event): string | null {
    if (alert.entry.tx_id !== undefined || askedOf(alert) === null) return null;
    const same = [...this.waiting].filter(([, { events }]) =>
      events.some((http) => isHttp(http) && isSame(http, alert)),
    );
    return same.at(-1)?.[0] ?? null;
  }

  /** Such alerts that came before their request. */
  private gather(key: string, http: Event): void {
    const unnumbered = keyOf({ ...http, entry: { flow_id: http.entry.flow_id } });
    const { events = [] } = this.waiting.get(unnumbered) ?? {};
    const [its, others] = [true, false].map((is) =>
      events.filter((alert) => !isHttp(alert) && isSame(http, alert) === is),
    );
    if (unnumbered === key || its!.length === 0) return;
    this.waiting.get(key)!.events.push(...its!);
    if (others!.length === 0) this.waiting.delete(unnumbered);
    else this.waiting.get(unnumbered)!.events = others!;
  }

  private hold(key: string, event: Event): void {
    this.waiting.get(key)!.events.push(event);
    this.characters += event.line.text.length;
  }

  private taken(key: string): Transaction {
    const { events } = this.waiting.get(key)!;
    this.waiting.delete(key);
    for (const { line } of events) this.characters -= line.text.length;
    return { http: events.find(isHttp) ?? null, alerts: events.filter((event) => !isHttp(event)) };
  }
}

function isHttp({ entry }: Event): boolean {
  return entry.event_type === 'http';
}

function keyOf({ entry }: Event): string {
  return JSON.stringify([entry.flow_id ?? null, entry.tx_id ?? null]);
}

/** Method, host and target; null: it says none. */
function askedOf({ entry }: Event): string | null {
  const { http_method: method, hostname, url } = object(entry.http);
  return typeof url === 'string' ? JSON.stringify([method, hostname, url]) : null;
}

function isSame(http: Event, alert: Event): boolean {
  return http.entry.flow_id === alert.entry.flow_id && askedOf(http) === askedOf(alert);
}

/** Nothing waits. */
export const NOTHING: WaitingLines = { newest: null, transactions: [] };
