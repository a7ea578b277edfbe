import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { inTransaction } from '../../db/transaction.ts';
import { log } from '../../logging/log.ts';
import { writeAudit } from '../audit/audit.repository.ts';
import { answerRule } from '../rules/rule.repository.ts';
import { type Settlement, settleDelivery, type TakenEvent, takeDue } from './outbox.repository.ts';
import { type Webhook, type WebhookAnswer, WebhookSender } from './webhook.ts';

/** How long to wait, and how often to try. */
export interface Patience {
  /** Between two looks at an outbox with nothing due, in milliseconds. */
  pollMs: number;
  /** After the first failed attempt, in milliseconds; doubled after each further one. */
  retryMs: number;
  /** The longest wait between attempts, in milliseconds. */
  maxRetryMs: number;
  /** Attempts before an event is a dead letter. */
  attempts: number;
}

/** Attempts over most of a day. */
export const PATIENCE: Patience = { pollMs: 1_000, retryMs: 1_000, maxRetryMs: 2 * 3_600_000, attempts: 24 };
export const TIMEOUT_MS = 10_000;

/** Events that one process has under way at a time, each of another subject. */
const AT_ONCE = 10;
/** An attempt lasts as long as an answer may take; this much more, and it is lost. */
const LEASE_FACTOR = 2;

/**
 * Hands the events of the outbox to the system that enforces them, at least once and in order per subject, until it is
 * stopped. Any number of processes may do so on one database. A database that fails for a while is waited for.
 */
export async function deliver(
  pool: pg.Pool,
  webhook: Webhook,
  stopping: AbortSignal,
  patience: Patience = PATIENCE,
): Promise<void> {
  const sender = new WebhookSender(webhook);
  const running = new Set<Promise<void>>();
  let lost = false;
  const complain = (error: Error) => {
    // Once, not at every look, until it works again.
    if (!lost && !stopping.aborted) log.error('actions are not delivered at the moment', error);
    lost = true;
  };
  const take = () =>
    takeDue(pool, AT_ONCE - running.size, webhook.timeoutMs * LEASE_FACTOR).catch((error: Error) => {
      complain(error);
      return [];
    });
  while (!stopping.aborted) {
    const taken = running.size < AT_ONCE ? await take() : [];
    if (taken.length > 0) lost = false;
    for (const event of taken) {
      const attempt: Promise<void> = sender
        .send(event, stopping)
        .then((answer) => record(pool, event, answer, patience))
        .catch(complain)
        .finally(() => running.delete(attempt));
      running.add(attempt);
    }
    // What ends makes room, and the next event of its subject may be due.
    const pause = new AbortController();
    const rest = sleep(patience.pollMs, undefined, { signal: AbortSignal.any([stopping, pause.signal]) }).catch(
      () => {},
    );
    await Promise.race([rest, ...running]);
    pause.abort();
  }
  await Promise.all(running);
  await sender.close();
}

/** Keeps what came of an attempt. */
async function record(pool: pg.Pool, event: TakenEvent, answer: WebhookAnswer, patience: Patience): Promise<void> {
  if (answer.kind === 'failed') {
    await settleDelivery(pool, event, failed(answer.problem, event.attempts, patience));
    return;
  }
  const { status, message } = answer;
  const settlement: Settlement = {
    state: answer.kind === 'accepted' ? 'DELIVERED' : 'REFUSED',
    answer: `answered ${status}${message ? `: ${message}` : ''}`,
    retryMs: 0,
  };
  const state = answer.kind === 'refused' ? 'FAILED' : answer.state;
  if (event.event !== 'rule.created' || !state) {
    await settleDelivery(pool, event, settlement);
    return;
  }
  await settleRule(pool, event, settlement, state, message ?? (state === 'FAILED' ? `refused with ${status}` : null));
}

function failed(problem: string, attempt: number, { retryMs, maxRetryMs, attempts }: Patience): Settlement {
  if (attempt >= attempts) return { state: 'DEAD', answer: problem, retryMs: 0 };
  const wait = Math.min(maxRetryMs, retryMs * 2 ** (attempt - 1));
  // Between half of it and all of it: what failed together does not come back together.
  return { state: 'PENDING', answer: problem, retryMs: Math.round(wait * (0.5 + Math.random() / 2)) };
}

/** The answer to a new rule moves it, in the transaction that settles the event. */
async function settleRule(
  pool: pg.Pool,
  event: TakenEvent,
  settlement: Settlement,
  state: 'ACTIVE' | 'FAILED',
  message: string | null,
): Promise<void> {
  const { tenant, subject } = event;
  await inTransaction(pool, async (client) => {
    const isOurs = await settleDelivery(client, event, settlement);
    if (isOurs && (await answerRule(client, tenant, subject.slice('rule:'.length), state, message))) {
      await writeAudit(client, tenant, {
        actor: 'webhook',
        operation: 'answerSessionRule',
        subject,
        outcome: 'DONE',
        message: null,
        input: JSON.stringify({ delivery: event.id }),
        before: { state: 'PENDING' },
        after: { state, message },
      });
    }
  });
}
