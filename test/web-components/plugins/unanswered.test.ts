import { describe, expect, test } from 'vitest';
import {
  type AnswerError,
  fragmentsAt,
  unansweredFields,
} from '../../../web-components/plugins/core/fragments/unanswered.ts';

// What servers say when a subgraph is down, as they were heard: Apollo Gateway 2.14.4, Hive Gateway 2.15.1 (production),
// Apollo Server 5; Apollo Router by its documentation.

const REQUEST = ['request'];
const ROW = ['sessions', 'edges', 'node'];

const heard = (row: object, at: readonly string[], fields: readonly string[], errors: readonly AnswerError[]) =>
  unansweredFields(row, at, fields, errors);
const error = (path?: (string | number)[], message = 'Unexpected error.', more = {}): AnswerError => ({
  message,
  ...(path && { path }),
  ...more,
});

describe('of an open request', () => {
  test.each<[string, object | null, AnswerError[]]>([
    ['Apollo Gateway names no place', null, [error(undefined, 'request to http://discovery/ failed')]],
    ['nor where an object is half there', { id: 'e1', application: null }, [error(undefined, 'request to … failed')]],
    ['it ends with _entities where the subgraph itself failed', null, [error(['request', 'acme_e', '_entities'])]],
    [
      'Hive Gateway names each field',
      null,
      [error(['request', 'acme_e', 'application']), error(['request', 'acme_e', 'risk'])],
    ],
    [
      'and names them where an object is half there',
      { id: 'e1', application: null },
      [error(['request', 'acme_e', 'application'])],
    ],
    [
      'Apollo Router names what leads there',
      null,
      [error(['request', 'acme_e'], "HTTP fetch failed from 'discovery'")],
    ],
    [
      'a plain server says where in the text it was asked',
      null,
      [error(['request', 'acme_e'], 'boom', { locations: [{ line: 1, column: 9 }] })],
    ],
  ])('%s', (_what, acme_e, errors) => {
    expect(heard({ acme_e, acme_other: 'x', id: '1' }, REQUEST, ['acme_e', 'acme_other'], errors)).toEqual(['acme_e']);
  });

  test.each<[string, AnswerError[]]>([
    ['no error: its owner does not know it', []],
    ['it is said of another field', [error(['request', 'content'])]],
    ['it is said of another place', [error(['sessions', 'edges', 0, 'node', 'acme_e'])]],
    [
      'Apollo Server: what must not be null was left empty',
      [
        error(['request', 'acme_e', 'risk'], 'Cannot return null for non-nullable field Endpoint.risk.', {
          locations: [{ line: 1, column: 9 }],
        }),
      ],
    ],
    [
      'the same by Hive Gateway, which hides the message',
      [error(['request', 'acme_e', 'risk'], 'Unexpected error.', { locations: [{ line: 1, column: 67 }] })],
    ],
  ])('a null is an answer: %s', (_what, errors) => {
    expect(heard({ acme_e: null }, REQUEST, ['acme_e'], errors)).toEqual([]);
  });

  test('a value is one, whatever failed beside it', () => {
    const errors = [error(), error(['request', 'acme_e', 'application'])];

    expect(heard({ acme_e: { id: 'e1', application: 'shop', flags: [] } }, REQUEST, ['acme_e'], errors)).toEqual([]);
  });

  test('a field that was not asked is not unavailable', () => {
    expect(heard({}, REQUEST, ['acme_e'], [error()])).toEqual([]);
  });
});

describe('of an open request, where the gateway names the subgraph that failed and no place', () => {
  // As Apollo Gateway and Apollo Router say it.
  const failed = (name: string, key = 'serviceName') => [
    error(undefined, `${name} is unavailable`, { extensions: { code: 'SUBGRAPH_UNAVAILABLE', [key]: name } }),
  ];
  const OWNERS: Record<string, readonly string[]> = {
    acme_e: ['discovery'],
    acme_a: ['attacks'],
    acme_both: ['attacks', 'bills'],
  };
  const row = { acme_e: { id: 'e1', risk: null, rogue: null }, acme_a: null, acme_both: null, acme_any: null };
  const unavailable = (errors: AnswerError[], of: object = row) =>
    unansweredFields(of, REQUEST, Object.keys(row), errors, (field) => OWNERS[field]);

  test.each(['serviceName', 'service'])(
    'nulls of others are answers, told by %s; of who has no name, they may be',
    (key) => {
      expect(unavailable(failed('attacks', key))).toEqual(['acme_a', 'acme_both', 'acme_any']);
      expect(unavailable(failed('discovery', key))).toEqual(['acme_e', 'acme_any']);
      expect(unavailable(failed('bills', key))).toEqual(['acme_both', 'acme_any']);
      expect(unavailable(failed('elsewhere', key))).toEqual(['acme_any']);
    },
  );

  test('an answer that is lost as a whole is asked for again without the fragments of that one', () => {
    const fragment = (field: string) => ({
      name: field,
      on: 'Request' as const,
      fields: [field],
      text: '',
      subgraphs: OWNERS,
    });
    const all = Object.keys(row).map(fragment);
    expect(fragmentsAt(failed('attacks'), all).map(({ name }) => name)).toEqual(['acme_a', 'acme_both']);
    expect(fragmentsAt(failed('elsewhere'), all)).toEqual([]);
  });

  test('where two failed, each is blamed for its own', () => {
    expect(unavailable([...failed('attacks'), ...failed('discovery')])).toEqual(Object.keys(row));
  });

  test('a gateway that names nobody may mean anybody', () => {
    expect(unavailable([error()])).toEqual(Object.keys(row));
  });

  test('a place inside the field counts, whoever answers there', () => {
    const [named] = failed('bills');
    expect(unavailable([{ ...named!, path: ['request', 'acme_e', 'risk'] }])).toEqual(['acme_e']);
    expect(unavailable([{ ...named!, path: ['request'] }])).toEqual(['acme_both', 'acme_any']);
  });
});

describe('of a list', () => {
  const rows = [{ acme_note: 'n0' }, { acme_note: null }, { acme_note: 'n2' }];
  const unavailable = (errors: AnswerError[]) => rows.map((row) => heard(row, ROW, ['acme_note'], errors).length > 0);

  test.each<[string, AnswerError[]]>([
    ['Apollo Gateway names the row', [error(['sessions', 'edges', 1, 'node', 'acme_note'], 'boom')]],
    ['it writes "@" where all rows failed', [error(['sessions', 'edges', '@', 'node', '_entities'], 'boom')]],
    ['Hive Gateway names another row', [error(['sessions', 'edges', 0, 'node', 'acme_note'], 'boom')]],
    ['no row is named', [error(['sessions', 'edges', 'node', 'acme_note'])]],
    ['no place is named', [error()]],
  ])('%s', (_what, errors) => {
    expect(unavailable(errors)).toEqual([false, true, false]);
  });

  test('deep in a list of a row, the place of the error counts, not each null', () => {
    const errors = [error(['sessions', 'edges', 0, 'node', 'acme_r', 1, 'endpoint', 'risk'])];
    const row = (endpoint: object | null, owner: string | null) => ({
      acme_r: [{ endpoint: { risk: 1 } }, { endpoint, owner }],
    });

    expect(heard(row(null, 'x'), ROW, ['acme_r'], errors)).toEqual(['acme_r']);
    expect(heard(row({ risk: null }, 'x'), ROW, ['acme_r'], errors)).toEqual(['acme_r']);
    expect(heard(row({ risk: 3 }, null), ROW, ['acme_r'], errors)).toEqual([]);
  });
});
