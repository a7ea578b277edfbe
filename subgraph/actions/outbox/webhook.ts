import { type Agent, fetch, type Response } from 'undici';
import { checkedAgent } from '../../http/checked-agent.ts';
import { AddressRefused, checkHost } from '../../values/outgoing-addresses.ts';
import { SIGNATURE_HEADER, sign } from '../../values/signatures.ts';

/** Where actions are enforced. */
export interface Webhook {
  /** http or https. */
  url: string;
  /** Key of the signatures. */
  secret: string;
  /** How long an answer may take, in milliseconds. */
  timeoutMs: number;
  /** Names or addresses that may be of this machine or its network; all others must be public. */
  privateHosts: readonly string[];
}

/** What a receiver made of an event. */
export type WebhookAnswer =
  /** It has it. `state` and `message`: what it said of a rule; null: nothing. */
  | { kind: 'accepted'; status: number; state: 'ACTIVE' | 'FAILED' | null; message: string | null }
  /** It will not take this event, however often it comes. */
  | { kind: 'refused'; status: number; message: string | null }
  /** It did not take it now. */
  | { kind: 'failed'; problem: string };

const MAX_ANSWER = 64 * 1024;
const MAX_MESSAGE = 500;
/** "Later", in the words of HTTP: no answer to the event itself. */
const LATER = new Set([408, 425, 429]);

/** The way to a receiver, by addresses that were checked. */
export class WebhookSender {
  private readonly agent: Agent;

  constructor(private readonly webhook: Webhook) {
    this.agent = checkedAgent(webhook.privateHosts);
  }

  /** Sends an event once. Never throws: whatever goes wrong is an answer. */
  async send(
    { id, event, body }: { id: string; event: string; body: string },
    stopping: AbortSignal,
  ): Promise<WebhookAnswer> {
    const { url, secret, timeoutMs, privateHosts } = this.webhook;
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping]);
    try {
      checkHost(new URL(url).hostname, privateHosts);
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'api-sessions',
          'x-sessions-delivery': id,
          'x-sessions-event': event,
          [SIGNATURE_HEADER]: sign(secret, body, Math.floor(Date.now() / 1000)),
        },
        // A redirect would take a signed event to whom nobody has named.
        redirect: 'manual',
        signal,
        dispatcher: this.agent,
      });
      return answerOf(response.status, await textOf(response));
    } catch (error) {
      return { kind: 'failed', problem: problemOf(error as ConnectionError, timeoutMs) };
    }
  }

  /** Ends connections that wait for another event. */
  close(): Promise<void> {
    return this.agent.close();
  }
}

function answerOf(status: number, text: string): WebhookAnswer {
  const { state = null, message = null } = readAnswer(text);
  if (status >= 200 && status < 300) return { kind: 'accepted', status, state, message };
  if (status >= 400 && status < 500 && !LATER.has(status)) return { kind: 'refused', status, message };
  const redirect = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  return { kind: 'failed', problem: `answered ${status}${redirect}` };
}

/** The beginning of the body; of more than can be meant, nothing. */
async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER) {
      // Leaving the loop closes the connection.
      return '';
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer(text: string): { state?: 'ACTIVE' | 'FAILED' | null; message?: string | null } {
  try {
    const { state, message } = JSON.parse(text) as { state?: unknown; message?: unknown };
    return {
      state: state === 'ACTIVE' || state === 'FAILED' ? state : null,
      message: typeof message === 'string' ? storable(message) : null,
    };
  } catch {
    return {};
  }
}

function storable(text: string): string {
  return text.slice(0, MAX_MESSAGE).toWellFormed().replaceAll('\0', '\ufffd');
}

type ConnectionError = { name: string; cause?: { code?: string; message?: string } };

/** In words for the operator; addresses and stacks are not among them. */
function problemOf(error: ConnectionError, timeoutMs: number): string {
  const refused = [error, error.cause].find((each) => each instanceof AddressRefused);
  if (refused) return `not sent: ${refused.message} (ACTIONS_WEBHOOK_PRIVATE_HOSTS)`;
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  if (error.name === 'AbortError') return 'interrupted: this server was stopped';
  // What was not even tried has no code, but a reason: fetch refuses some ports ("bad port").
  const { code, message } = error.cause ?? {};
  return `not reached: ${code ?? storable(message ?? 'the connection failed')}`;
}
