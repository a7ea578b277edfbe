import { readFileSync } from 'node:fs';
import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices as composeByGuild } from '@theguild/federation-composition';
import { type DocumentNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { type BuildSwitches, NO_SWITCHES } from '../../subgraph/federation/build-switches.ts';
import type { Mode } from '../../subgraph/federation/mode.ts';
import { printSchema } from '../../subgraph/schema.ts';

// What a graph is made of by the two libraries that the gateways of the field use. The peers are written by people who do not
// know us.

interface Subgraph {
  name: string;
  typeDefs: DocumentNode;
}

type Compose = (subgraphs: Subgraph[]) => { supergraphSdl?: string; errors?: readonly { message: string }[] };

const LIBRARIES: [string, Compose][] = [
  ['@apollo/composition', (subgraphs) => composeByApollo(subgraphs.map((each) => ({ ...each, url: url(each) })))],
  [
    '@theguild/federation-composition',
    (subgraphs) => composeByGuild(subgraphs.map((each) => ({ ...each, url: url(each) }))),
  ],
];
const url = ({ name }: Subgraph) => `http://${name}.example/graphql`;

const ATTACKS = peer('attacks');
const DISCOVERY = peer('discovery');

function peer(name: string): Subgraph {
  return { name, typeDefs: parse(readFileSync(`peers/${name}/schema.graphql`, 'utf8')) };
}

async function sessions(mode: Mode, switches: Partial<BuildSwitches> = {}): Promise<Subgraph> {
  return { name: 'sessions', typeDefs: parse(await printSchema(mode, { ...NO_SWITCHES, ...switches })) };
}

const FEDERATION_2 = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

/** A discovery team that has business flows of its own. */
const FLOWS_OF_OTHERS: Subgraph = {
  name: 'flows',
  typeDefs: parse(`${FEDERATION_2}
    type Query { flows: [BusinessFlow!]! }
    type BusinessFlow @key(fields: "id") { id: ID! title: String! }`),
};

/** An attacks team with several kinds of attacks. */
const ATTACK_INTERFACE: Subgraph = {
  name: 'attacks',
  typeDefs: parse(`${FEDERATION_2}
    type Query { attacks: [Attack!]! }
    interface Attack @key(fields: "id") { id: ID! severity: Int! }
    type InjectionAttack implements Attack @key(fields: "id") { id: ID! severity: Int! payload: String }
    type BotAttack implements Attack @key(fields: "id") { id: ID! severity: Int! agent: String }`),
};

describe.each(LIBRARIES)('by %s', (_name, compose) => {
  test('federated, we compose with the owners of attacks and endpoints', async () => {
    const { errors, supergraphSdl } = compose([await sessions('federated'), ATTACKS, DISCOVERY]);
    expect(errors).toBeUndefined();
    expect(fieldsOf(supergraphSdl, 'Attack')).toEqual(
      expect.arrayContaining(['severity', 'sessions', 'sessionRequests']),
    );
    expect(fieldsOf(supergraphSdl, 'Endpoint')).toEqual(expect.arrayContaining(['risk', 'sessions']));
  });

  test.each<Mode>(['federated', 'standalone'])('%s, we compose alone', async (mode) => {
    const { errors, supergraphSdl } = compose([await sessions(mode)]);
    expect(errors).toBeUndefined();
    const own = expect(fieldsOf(supergraphSdl, 'Endpoint'));
    if (mode === 'standalone') own.toContain('pathTemplate');
    else own.not.toContain('pathTemplate');
  });

  test.each([
    ['the owner of attacks', ATTACKS, 'Attack.id'],
    ['the owner of endpoints', DISCOVERY, 'Endpoint.id'],
  ])('standalone, we are refused beside %s', async (_owner, owner, field) => {
    const { errors, supergraphSdl } = compose([await sessions('standalone'), owner]);
    expect(supergraphSdl).toBeUndefined();
    expect(errors?.map(({ message }) => message).join('\n')).toContain(`Non-shareable field "${field}"`);
  });

  test('standalone, an owner that shares no field with us but the id is refused too', async () => {
    const bare = parse(
      `${FEDERATION_2} type Query { a: Attack } type Attack @key(fields: "id") { id: ID! nothingOfOurs: Int }`,
    );
    expect(compose([await sessions('standalone'), { name: 'bare', typeDefs: bare }]).supergraphSdl).toBeUndefined();
  });

  test('beside another BusinessFlow, ours needs another name', async () => {
    expect(compose([await sessions('federated'), FLOWS_OF_OTHERS]).supergraphSdl).toBeUndefined();
    const renamed = await sessions('federated', { businessFlowType: 'SessionsBusinessFlow' });
    const { errors, supergraphSdl } = compose([renamed, FLOWS_OF_OTHERS, ATTACKS, DISCOVERY]);
    expect(errors).toBeUndefined();
    expect(fieldsOf(supergraphSdl, 'BusinessFlow')).toEqual(['id', 'title']);
    expect(fieldsOf(supergraphSdl, 'SessionsBusinessFlow')).toEqual(['code', 'label', 'description', 'sessions']);
  });

  test('where Attack is an interface, every kind of attack gets its sessions', async () => {
    expect(compose([await sessions('federated'), ATTACK_INTERFACE]).supergraphSdl).toBeUndefined();
    const ours = await sessions('federated', { attackInterface: true });
    const { errors, supergraphSdl } = compose([ours, ATTACK_INTERFACE, DISCOVERY]);
    expect(errors).toBeUndefined();
    for (const kind of ['InjectionAttack', 'BotAttack']) expect(fieldsOf(supergraphSdl, kind)).toContain('sessions');
  });
});

/** Names of the fields of a type of the graph. */
function fieldsOf(sdl: string | undefined, name: string): string[] {
  for (const definition of parse(sdl ?? '').definitions) {
    if ('fields' in definition && 'name' in definition && definition.name?.value === name) {
      return definition.fields?.map((field) => field.name.value) ?? [];
    }
  }
  throw new Error(`the graph has no ${name}`);
}
