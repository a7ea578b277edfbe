import { Random } from './random.ts';
import { RARE, RARE_CLIENT } from './rare.ts';

// Who makes how many requests when. Nothing here knows what is in a request.

export const DAY = 86_400_000;
/** A Monday, long enough ago that no clock takes its week for the future. */
export const FIRST_DAY = Date.parse('2025-01-06T00:00:00Z');

export interface TrafficOptions {
  /** Requests of all tenants together. */
  requests: number;
  seed: number;
  days: number;
  /** The first has most of it. */
  tenants: number;
}

/** A session part: the requests of one client in one UTC day. */
export interface Part {
  /** Names the client, within its tenant; it may come on several days. */
  client: string;
  /** A machine: one key, and the same time between two requests. */
  isBot: boolean;
  size: number;
  /** Milliseconds; all of its requests are from here to before `to`. */
  from: number;
  to: number;
  /** Number of the part within its day. */
  order: number;
}

const SMALL_TENANT_SHARE = 0.02;
/** The largest session part of the first tenant has that share of all requests, and never more than a million. */
const LARGEST_SHARE = 1 / 6;
const LARGEST = 1_000_000;
/** Weight of each hour of the day (UTC): nights are quiet. */
const HOURS = [3, 2, 1, 1, 1, 2, 4, 8, 12, 14, 15, 14, 12, 13, 14, 14, 13, 12, 10, 9, 8, 7, 6, 4];
/** Weight of the days from Monday on. */
const WEEKDAYS = [1, 1, 1, 1, 1, 0.7, 0.6];
/** Sizes of parts fall as a power of their rank. */
const POWER = 0.95;
const SMALLEST = { person: 3, bot: 100 };
/** A person makes no more; what does is a bot. */
const LARGEST_OF_PERSON = 400;
/** Of every part of a day, those of clients that come every day. */
const REGULAR_SHARE = 0.3;
const BOT_SHARE = 0.01;

/** Names of the tenants, and how many requests each has: the sum is what was asked for. */
export function tenantsOf({ requests, tenants }: TrafficOptions): { name: string; requests: number }[] {
  const small = tenants > 1 ? Math.floor(requests * SMALL_TENANT_SHARE) : 0;
  return Array.from({ length: tenants }, (_, index) =>
    index === 0
      ? { name: 'bench', requests: requests - small * (tenants - 1) }
      : { name: `small-${index}`, requests: small },
  );
}

export function largestPart(requests: number): number {
  return Math.min(LARGEST, Math.floor(requests * LARGEST_SHARE));
}

/** Requests of each day: whole numbers whose sum is what the tenant has. */
export function requestsPerDay(requests: number, days: number): number[] {
  const weights = Array.from({ length: days }, (_, day) => WEEKDAYS[day % 7]!);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let before = 0;
  let weight = 0;
  return weights.map((own) => {
    weight += own;
    const until = Math.round((requests * weight) / sum);
    const count = until - before;
    before = until;
    return count;
  });
}

/** What a day of a tenant is to have. */
export interface DayPlan {
  /** Of the tenant. */
  name: string;
  day: number;
  requests: number;
  /** Size of the largest part of all, where it is on this day; else 0. */
  largest: number;
  /** What clients are called that come on this day only. */
  newcomers: string;
  seed: number;
}

/** The parts of a day, in no order of time; the sum of their sizes is `requests`, the largest part among them. */
export function* partsOf({ name, day, requests, largest, newcomers, seed }: DayPlan): Generator<Part> {
  const random = new Random(seed, name, 'day', day);
  const start = FIRST_DAY + day * DAY;
  let left = requests;
  let order = 0;
  if (largest > 0) {
    const size = Math.min(largest, left);
    yield { client: 'crawler', isBot: true, size, from: start, to: start + DAY, order: order++ };
    left -= size;
  }
  if (left >= RARE.length) {
    const from = start + DAY - 10 * 60_000;
    yield { client: RARE_CLIENT, isBot: false, size: RARE.length, from, to: start + DAY, order: order++ };
    left -= RARE.length;
  }
  const ceiling = Math.max(LARGEST_OF_PERSON, Math.floor(requests / 20));
  for (; left > 0; order++) {
    const isLarge = random.chance(BOT_SHARE);
    const drawn = isLarge ? sizeOf(random, SMALLEST.bot, ceiling) : sizeOf(random, SMALLEST.person, LARGEST_OF_PERSON);
    const size = Math.min(left, drawn);
    const isBot = isLarge || size >= LARGEST_OF_PERSON;
    const client = random.chance(REGULAR_SHARE) ? `regular-${order}` : `${newcomers}-${order}`;
    yield { client, isBot, size, ...spanOf(random, start, size, isBot), order };
    left -= size;
  }
}

/** A size by a power law, cut off at a ceiling. */
function sizeOf(random: Random, smallest: number, ceiling: number): number {
  const beyond = (smallest / (ceiling + 1)) ** POWER;
  return Math.floor(smallest / (1 - random.next() * (1 - beyond)) ** (1 / POWER));
}

function spanOf(random: Random, start: number, size: number, isBot: boolean): { from: number; to: number } {
  if (isBot) {
    const from = random.below(DAY / 2);
    return { from: start + from, to: start + from + Math.floor(DAY / 2) };
  }
  const hour = random.pick(HOURS.map((weight, index) => [index, weight] as const));
  const from = hour * 3_600_000 + random.below(3_600_000);
  const length = Math.ceil(random.around(20_000 * size, 0.8));
  return { from: start + from, to: start + Math.min(DAY, from + Math.max(length, size)) };
}
