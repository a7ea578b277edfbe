import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Database } from '../../subgraph/db/database.ts';

/** An answer over HTTP, with what it is about when it is a refusal. */
export interface Heard {
  status: number;
  retryAfter: string | null;
  data: unknown;
  errors: { message: string; extensions: Record<string, unknown> & { code: string } }[];
}

export async function askOver(origin: string, tenant: string, query: string, actor = 'local'): Promise<Heard> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sessions-tenant': tenant, 'x-sessions-actor': actor },
    body: JSON.stringify({ query }),
  });
  const { data = null, errors = [] } = (await response.json()) as Partial<Heard>;
  return { status: response.status, retryAfter: response.headers.get('retry-after'), data, errors };
}

/** Does something while nobody can read some tables. */
export async function whileLocked<Result>(
  database: Pick<Database, 'url'>,
  tables: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE`);
    return await work();
  } finally {
    await client.end();
  }
}

/** Asks again and again, by several at once, until `work` is done; everything that was heard. */
export async function whileAsking(
  ask: () => Promise<Heard>,
  { callers = 20 }: { callers?: number },
  work: () => Promise<void>,
): Promise<Heard[]> {
  const heard: Heard[] = [];
  let isOver = false;
  const asking = Array.from({ length: callers }, async () => {
    while (!isOver) {
      heard.push(await ask());
      await sleep(5);
    }
  });
  await work().finally(() => {
    isOver = true;
  });
  await Promise.all(asking);
  return heard;
}

/** A place in front of a database server, whose address stays while servers behind it come and go. */
export class Front {
  private readonly open = new Set<Socket>();
  private target: string | null = null;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async begin(): Promise<Front> {
    let front: Front | undefined;
    const server = createServer((client) => front?.pass(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    front = new Front(server, (server.address() as { port: number }).port);
    return front;
  }

  /** @param url of a server with its socket in a folder; null: nobody is there */
  leadTo(url: string | null): void {
    this.target = url && `${new URL(url).searchParams.get('host')}/.s.PGSQL.5432`;
    if (!url) for (const socket of this.open) socket.destroy();
  }

  end(): void {
    this.leadTo(null);
    this.server.close();
  }

  private pass(client: Socket): void {
    const server = this.target === null ? null : connect(this.target);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      if (!socket) continue;
      this.open.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        this.open.delete(socket);
        other?.destroy();
      });
    }
    if (!server) return void client.destroy();
    client.pipe(server);
    server.pipe(client);
  }
}
