import { Agent, request } from 'node:http';

/** What is sent, again and again; several bodies are sent at once, as an element that opens does. */
export interface Load {
  url: string;
  headers: Record<string, string>;
  bodies: readonly string[];
}

export interface LoadResult {
  /** Whole answers to all bodies. */
  answered: number;
  seconds: number;
}

/** Has some clients ask, each of which asks again when it was answered. Every answer is compared by its length. */
export async function ask(
  answer: () => Promise<readonly (Buffer | string)[]>,
  clients: number,
  seconds: number,
): Promise<LoadResult> {
  const expected = (await answer()).map(({ length }) => length);
  const start = performance.now();
  const deadline = start + seconds * 1000;
  let answered = 0;
  const client = async () => {
    do {
      const answers = await answer();
      const wrong = answers.find(({ length }, index) => length !== expected[index]);
      if (wrong) throw new Error(`another answer than before: ${wrong.toString().slice(0, 500)}`);
      answered += 1;
    } while (performance.now() < deadline);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { answered, seconds: (performance.now() - start) / 1000 };
}

/** The answers to all bodies, sent at once. */
export function sendAll(load: Load, agent: Agent): Promise<Buffer[]> {
  return Promise.all(load.bodies.map((body) => send(load, body, agent)));
}

/** @throws for any answer that is not whole */
export function send({ url, headers }: Load, body: string, agent: Agent): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(pieces);
          const isWhole = response.statusCode === 200 && !answer.includes('"errors":');
          if (isWhole) resolve(answer);
          else reject(new Error(`${response.statusCode}: ${answer.toString().slice(0, 500)}`));
        });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Connections that stay open: a browser keeps its own, too. */
export function openAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 256 });
}
