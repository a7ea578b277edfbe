import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const WEBHOOK_SECRET = 'a secret of the webhook';

/** A delivery as it came in. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  event: { id: string; sequence: number; tenant: string; actor: string; event: string; subject: string; data: object };
}

/** A system that enforces actions: real HTTP, and a record of everything that it was sent. */
export class Receiver {
  readonly received: Received[] = [];
  /** How it answers; not answering at all is a receiver that hangs. */
  answer: (response: ServerResponse, received: Received) => void = (response) => response.writeHead(204).end();
  private server: Server | null = null;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}/actions`;
  }

  /** Listens, at the port that it had before if any. */
  async start(): Promise<this> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const received = { headers: request.headers, body, event: JSON.parse(body) };
        this.received.push(received);
        this.answer(response, received);
      });
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  /** Nobody answers any more; what was under way is cut. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Ids of the deliveries of each subject, in the order in which they came first. */
  get bySubject(): Record<string, string[]> {
    const subjects: Record<string, string[]> = {};
    for (const { event } of this.received) {
      subjects[event.subject] ??= [];
      if (!subjects[event.subject]?.includes(event.id)) subjects[event.subject]?.push(event.id);
    }
    return subjects;
  }
}

/** Whether a delivery is signed as the documentation says: an implementation of a receiver's own. */
export function isSigned({ headers, body }: Received, secret = WEBHOOK_SECRET): boolean {
  const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-sessions-signature'])) ?? [];
  return digest === createHmac('sha256', secret).update(`${time}.${body}`, 'utf8').digest('hex');
}
