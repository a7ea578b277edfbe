import { countDeliveries, type DeliveryState, findDeliveries, resend } from '../actions/outbox/outbox.repository.ts';
import { openDatabase } from '../db/database.ts';
import type { Env } from '../env.ts';
import { StartupError } from '../startup-error.ts';
import { printable } from '../values/printable.ts';

/** Options of `api-sessions outbox`. */
export interface OutboxCommandOptions {
  tenant: string;
  /** Ids of dead letters, or the one word `all`. */
  resend?: string[];
  json?: true;
}

const STATES: readonly DeliveryState[] = ['PENDING', 'DELIVERED', 'REFUSED', 'DEAD'];
/** Where counting stops, and listing. */
const BOUND = 100_000;
const LISTED = 1_000;

/** Shows how the deliveries of a tenant stand and lists its dead letters, after those that are to be sent again are. */
export async function outboxCommand(env: Env, { tenant, resend: asked, json }: OutboxCommandOptions): Promise<void> {
  const database = await openDatabase({ url: env.databaseUrl, dataDirectory: env.dataDirectory, whenHeld: 'share' });
  try {
    const ids = asked?.length === 1 && asked[0] === 'all' ? null : asked;
    const resent = ids === undefined ? [] : await resend(database.pool, tenant, ids);
    if (ids && resent.length === 0) {
      throw new StartupError(`nothing was sent again: not each of ${ids.join(', ')} is a dead letter of ${tenant}`);
    }
    const counts = await Promise.all(STATES.map((state) => countDeliveries(database.prisma, tenant, state, BOUND)));
    const read = { place: null, backwards: false, limit: LISTED };
    const dead = await findDeliveries(database.prisma, tenant, 'DEAD', read);
    const standing = Object.fromEntries(STATES.map((state, index) => [state.toLowerCase(), counts[index]]));
    if (json) {
      console.log(JSON.stringify({ ...standing, resent, deadLetters: dead }));
      return;
    }
    if (ids !== undefined) console.log(`to be sent again: ${resent.length}`);
    console.log(STATES.map((state, index) => `${counts[index]} ${state.toLowerCase()}`).join(', '));
    for (const { id, event, subject, attempts, answer } of dead) {
      console.log(printable(`${id}  ${event}  ${subject}  ${attempts} attempts, the last one: ${answer}`));
    }
  } finally {
    await database.close();
  }
}
