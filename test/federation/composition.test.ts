import { readFileSync } from 'node:fs';
import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices as composeByGuild } from '@theguild/federation-composition';
import { type ConstDirectiveNode, type DocumentNode, Kind, type ObjectTypeDefinitionNode, parse, print } from 'graphql';
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

  test('beside a Session or a Request of others, which would become one with ours without a word, ours need other names', async () => {
    const others: Subgraph = {
      name: 'shop',
      typeDefs: parse(`${FEDERATION_2}
        type Query { carts: [Session!]! tickets: [Request!]! }
        type Session @key(fields: "id") { id: ID! cart: String }
        type Request @key(fields: "id") { id: ID! ticket: String }`),
    };
    // What happens without: a shopping cart would have attackers' requests.
    expect(fieldsOf(compose([await sessions('federated'), others]).supergraphSdl, 'Session')).toContain('requests');

    const renamed = await sessions('federated', { sessionType: 'ApiSession', requestType: 'ApiRequest' });
    const { errors, supergraphSdl } = compose([renamed, others, ATTACKS, DISCOVERY]);

    expect(errors).toBeUndefined();
    expect(fieldsOf(supergraphSdl, 'Session')).toEqual(['id', 'cart']);
    expect(fieldsOf(supergraphSdl, 'Request')).toEqual(['id', 'ticket']);
    expect(fieldsOf(supergraphSdl, 'ApiSession')).toContain('requests');
    expect(fieldsOf(supergraphSdl, 'ApiRequest')).toContain('detections');
  });

  test('where Attack is an interface, every kind of attack gets its sessions', async () => {
    expect(compose([await sessions('federated'), ATTACK_INTERFACE]).supergraphSdl).toBeUndefined();
    const ours = await sessions('federated', { attackInterface: true });
    const { errors, supergraphSdl } = compose([ours, ATTACK_INTERFACE, DISCOVERY]);
    expect(errors).toBeUndefined();
    for (const kind of ['InjectionAttack', 'BotAttack']) expect(fieldsOf(supergraphSdl, kind)).toContain('sessions');
  });

  test.each<Partial<BuildSwitches>>([
    {},
    { attackInterface: true },
    { businessFlowType: 'SessionsFlow' },
    { sessionType: 'ApiSession' },
  ])('what each field needs is told to gateways that check it (%o)', async (switches) => {
    const owner = switches.attackInterface ? ATTACK_INTERFACE : ATTACKS;
    const ours = await sessions('federated', { ...switches, authDirectives: true });
    const { errors, supergraphSdl } = compose([ours, owner, DISCOVERY]);
    expect(errors).toBeUndefined();
    const needs = (type: string, field: string) => authOf(supergraphSdl!, type, field);
    expect(needs('Request', 'query')).toBe('@requiresScopes(scopes: [["sessions:content"], ["admin"]])');
    expect(needs('Request', 'path')).toBe('@requiresScopes(scopes: [["sessions:read"], ["admin"]])');
    expect(needs('Query', 'sessionsCapabilities')).toBe('@authenticated');
    expect(needs('Query', 'sessionAudit')).toBe('@requiresScopes(scopes: [["admin"]])');
    expect(needs('Mutation', 'blockSession')).toBe('@requiresScopes(scopes: [["denylist:write"], ["admin"]])');
    // What others own stays theirs: we say nothing of it.
    expect(needs('Endpoint', 'sessions')).toContain('sessions:read');
    for (const field of ['', 'id', 'risk']) expect(needs('Endpoint', field)).toBe('');
  });
});

test('without the switch there is nothing of it, and with it everything that is ours is marked', async () => {
  expect(await printSchema('federated')).not.toMatch(/@authenticated|@requiresScopes/);
  const { typeDefs } = await sessions('standalone', { authDirectives: true });
  const unmarked = typeDefs.definitions.flatMap((type) => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION || authIn(type)) return [];
    return (type.fields ?? []).filter((field) => !authIn(field)).map(({ name }) => `${type.name.value}.${name.value}`);
  });
  expect(unmarked).toEqual(['Attack.id', 'Endpoint.id']);
});

/** What a field of the graph needs, or its type where the field is ''; a type says it for all of its fields. */
function authOf(sdl: string, name: string, fieldName: string): string {
  const type = parse(sdl).definitions.find(
    (definition): definition is ObjectTypeDefinitionNode =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === name,
  )!;
  return authIn(type) || authIn(type.fields?.find((field) => field.name.value === fieldName));
}

function authIn(node: { directives?: readonly ConstDirectiveNode[] } | undefined): string {
  const directives = node?.directives?.filter(({ name }) => /^(authenticated|requiresScopes)$/.test(name.value)) ?? [];
  return directives.map((directive) => print(directive)).join(' ');
}

/** Names of the fields of a type of the graph. */
function fieldsOf(sdl: string | undefined, name: string): string[] {
  for (const definition of parse(sdl ?? '').definitions) {
    if ('fields' in definition && 'name' in definition && definition.name?.value === name) {
      return definition.fields?.map((field) => field.name.value) ?? [];
    }
  }
  throw new Error(`the graph has no ${name}`);
}
