/**
 * Sends the recorded requests through a rule engine on this machine and answers them as they were answered.
 *
 *     npx tsx demo/replay.ts <data folder> <port of the rule engine> <port to answer on> [source ...]
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { KEY_HEADER, type Recorded } from './recorded.ts';
import { readSources } from './sources.ts';

const AT_A_TIME = 16;
const TIMEOUT_MS = 10_000;
/** Set anew for the replay, or would break its framing. */
const OWN_HEADERS = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect'];
const FRAMING = ['connection', 'content-length', 'transfer-encoding', 'content-encoding', 'date', 'server'];

function answer(records: Map<string, Recorded>, reached: Set<string>): Server {
  return createServer((request, response) => {
    const key = String(request.headers[KEY_HEADER.toLowerCase()]);
    const record = records.get(key);
    request.resume();
    if (!record) {
      response.writeHead(500).end();
      return;
    }
    reached.add(key);
    const headers = record.responseHeaders.filter(({ name }) => !FRAMING.includes(name.toLowerCase()));
    response.writeHead(
      record.request.status,
      headers.flatMap(({ name, value }) => [name, value]),
    );
    response.end(record.responseBody);
  });
}

function message({ key, request, complete, requestHeaders, requestBody }: Recorded): Buffer {
  const target = request.query === undefined ? request.path : `${request.path}?${request.query}`;
  const body = Buffer.from(requestBody);
  const head = [
    `${request.method} ${target} HTTP/1.1`,
    `Host: ${request.host}`,
    // An access log does not say what was accepted; no rule is to take offence at that.
    ...(complete ? [] : ['Accept: */*']),
    ...requestHeaders
      .filter(({ name }) => !OWN_HEADERS.includes(name.toLowerCase()))
      .map(({ name, value }) => `${name}: ${value}`),
    ...(body.length > 0 || request.method === 'POST' ? [`Content-Length: ${body.length}`] : []),
    `${KEY_HEADER}: ${key}`,
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

async function send(record: Recorded, port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`${record.key}: no answer`)));
  socket.resume();
  socket.write(message(record));
  await once(socket, 'close');
}

async function main(): Promise<void> {
  const [data, enginePort, answerPort, ...wanted] = process.argv.slice(2);
  if (!data || !enginePort || !answerPort) {
    throw new Error(
      'Usage: npx tsx demo/replay.ts <data folder> <port of the rule engine> <port to answer on> [source ...]',
    );
  }
  const records = readSources(data, wanted).flatMap((source) => source.records);
  const reached = new Set<string>();
  const server = answer(new Map(records.map((record) => [record.key, record])), reached);
  server.listen(Number(answerPort), '127.0.0.1');
  await once(server, 'listening');

  const queue = records.values();
  const worker = async () => {
    for (const record of queue) await send(record, Number(enginePort));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  server.close();
  server.closeAllConnections();

  const lost = records.filter(({ key }) => !reached.has(key));
  console.log(`${records.length} requests sent, ${reached.size} passed on by the rule engine`);
  for (const { key, request } of lost) console.log(`  refused: ${key} ${request.method} ${request.path.slice(0, 100)}`);
}

await main();
