import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  headers: IncomingHttpHeaders;
  body: { query: string; variables?: Record<string, unknown> };
}

/** Stands before a subgraph at an address of its own, passes on what comes, and keeps it. */
export class Recorder {
  calls: Call[] = [];
  private readonly server: Server;
  private port = 0;

  /** @param target address of the subgraph; another one when it was started again */
  constructor(public target: string) {
    this.server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks);
        const { method, headers, url } = incoming;
        this.calls.push({ headers, body: JSON.parse(body.toString()) });
        request(new URL(url!, this.target), { method, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(outgoing);
        })
          .on('error', () => outgoing.destroy())
          .end(body);
      });
    });
    // A gateway may be about to use a connection that has been idle; in a busy moment closing it looks like an outage.
    this.server.keepAliveTimeout = 0;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens; after `close` at the same port as before. */
  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** From now on connections are refused. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
