import { Readable } from 'node:stream';
import { type Client, clientOf } from './client.ts';
import { Heap } from './heap.ts';
import {
  DAY,
  type DayPlan,
  FIRST_DAY,
  largestPart,
  type Part,
  partsOf,
  requestsPerDay,
  type TrafficOptions,
  tenantsOf,
} from './plan.ts';
import { Random } from './random.ts';
import { asRare, RARE, RARE_CLIENT } from './rare.ts';
import { type RequestLine, requestOf } from './request.ts';

/** A part in the middle of its requests. */
interface Going {
  part: Part;
  client: Client;
  random: Random;
  /** Requests that are still to come, this one among them. */
  left: number;
  /** Of the next request, in milliseconds. */
  time: number;
  order: number;
}

/** The day on which the largest part is: in the middle of a week. */
const LARGEST_DAY = 3;

/**
 * The requests of a tenant in the order of their times: the same for the same options. What is kept in memory is the
 * parts of one day.
 */
export function* generate(options: TrafficOptions, tenant: string): Generator<RequestLine> {
  const own = tenantsOf(options).find(({ name }) => name === tenant)!;
  const isFirst = tenant === tenantsOf(options)[0]!.name;
  let number = 0;
  const all = isFirst ? largestPart(options.requests) : 0;
  for (const [day, count] of requestsPerDay(own.requests - all, options.days).entries()) {
    const largest = day === Math.min(LARGEST_DAY, options.days - 1) ? all : 0;
    const plan = { name: tenant, day, requests: count + largest, largest, newcomers: `day-${day}`, seed: options.seed };
    for (const line of oneDay(options.seed, plan)) yield line('r', number++);
  }
}

/** More requests of the first tenant on the last day, by clients of before and by new ones. */
export function* generateMore(options: TrafficOptions, count: number, batch: number): Generator<RequestLine> {
  const { name } = tenantsOf(options)[0]!;
  let number = 0;
  const seed = options.seed + 1 + batch;
  const plan = { name, day: options.days - 1, requests: count, largest: 0, newcomers: `more-${batch}`, seed };
  for (const line of oneDay(options.seed, plan)) yield line(`m${batch}`, number++);
}

/** The period that all of it is in: whole days. */
export function periodOf({ days }: TrafficOptions): { from: string; to: string } {
  return { from: new Date(FIRST_DAY).toISOString(), to: new Date(FIRST_DAY + days * DAY).toISOString() };
}

/** Lines as a file has them. */
export function asFile(lines: Iterable<RequestLine>): Readable {
  return Readable.from(inChunks(lines), { objectMode: false });
}

function* inChunks(lines: Iterable<RequestLine>): Generator<Buffer> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(JSON.stringify(line));
    if (chunk.length < 500) continue;
    yield Buffer.from(`${chunk.join('\n')}\n`);
    chunk = [];
  }
  if (chunk.length > 0) yield Buffer.from(`${chunk.join('\n')}\n`);
}

/** @param seed of the clients: those of one name are the same in all plans */
function* oneDay(seed: number, plan: DayPlan) {
  const waiting = [...partsOf(plan)].sort((a, b) => a.from - b.from || a.order - b.order);
  const going = new Heap<Going>();
  let next = 0;
  for (;;) {
    const first = going.peek();
    const part = waiting[next];
    if (part && (!first || part.from <= first.time)) {
      next += 1;
      going.push(begin(seed, plan, part));
    } else if (first) {
      const { part, client, random, time, left } = first;
      const wanted = part.client === RARE_CLIENT ? RARE[part.size - left]! : null;
      yield (prefix: string, number: number) => requestOf({ client, random, time, wanted }, number, prefix);
      first.left -= 1;
      if (first.left === 0) going.pop();
      else {
        first.time = after(first);
        going.sink();
      }
    } else return;
  }
}

function begin(seed: number, plan: DayPlan, part: Part): Going {
  const drawn = clientOf(seed, plan.name, part.client, part.isBot);
  const client = part.client === RARE_CLIENT ? asRare(drawn) : drawn;
  const random = new Random(plan.seed, plan.name, plan.day, part.order);
  return { part, client, random, left: part.size, time: part.from, order: part.order };
}

/** People make pauses of any length, and are done in time; bots do not pause. */
function after({ part, random, left, time }: Going): number {
  const room = part.to - 1 - time;
  if (part.isBot) return Math.floor(time + room / left);
  return Math.floor(time + room * (1 - (1 - random.next()) ** (1 / left)));
}
