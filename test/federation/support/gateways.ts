import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { HIVE, PEERS, Running } from './processes.ts';

export const GATEWAYS = ['hive', 'apollo'] as const;
export type GatewayKind = (typeof GATEWAYS)[number];

export type PeerName = 'attacks' | 'discovery';

export interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
}

/** A gateway as a process of its own, with the configuration that is to be copied from peers/. */
export class Gateway {
  private constructor(
    readonly address: string,
    readonly process: Running,
  ) {}

  /** @param supergraph file of it */
  static async start(kind: GatewayKind, supergraph: string, env: Record<string, string>): Promise<Gateway> {
    const port = String(await freePort());
    const args = {
      hive: [
        HIVE,
        'supergraph',
        supergraph,
        '-c',
        join(PEERS, 'hive/gateway.config.ts'),
        '-h',
        '127.0.0.1',
        '-p',
        port,
      ],
      apollo: [join(PEERS, 'apollo/gateway.mjs'), supergraph],
    };
    const gateway = new Running(process.execPath, args[kind], { ...env, PORT: port });
    await gateway.says(/(Listening on|Apollo Gateway:) .*http/);
    return new Gateway(`http://127.0.0.1:${port}/graphql`, gateway);
  }

  stop(): Promise<void> {
    return this.process.kill();
  }

  /** Answer of an operation with its errors, and as text. */
  async ask<Data>(query: string, variables: object = {}, headers: Record<string, string> = {}) {
    const response = await fetch(this.address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    return { ...(JSON.parse(text) as Answer<Data>), text };
  }

  /** Data of an operation; throws when the answer has errors. */
  async query<Data>(query: string, variables: object = {}, headers: Record<string, string> = {}): Promise<Data> {
    const { data, errors, text } = await this.ask<Data>(query, variables, headers);
    if (errors || !data) throw new Error(text);
    return data;
  }
}

export async function startPeer(name: PeerName): Promise<{ process: Running; address: string }> {
  const peer = new Running(process.execPath, [join(PEERS, name, 'server.mjs')], { PORT: '0' });
  const [, address = ''] = await peer.says(new RegExp(`${name}: (http:\\S+)`));
  return { process: peer, address };
}

/** The supergraph, as the command of peers/README.md composes it, in a file of a folder. */
export function composeInto(folder: string, urls: Partial<Record<PeerName | 'sessions', string>>): string {
  const args = Object.entries(urls).flatMap(([name, url]) => (url ? [`--${name}`, url] : []));
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, execFileSync(process.execPath, [join(PEERS, 'compose.mjs'), ...args]));
  return file;
}
