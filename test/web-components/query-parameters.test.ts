import { expect, test } from 'vitest';
import { queryParameters } from '../../web-components/session-request/query-parameters.ts';

const sqli = (parameter: string | null, payload: string | null = null) => ({
  parameter,
  payload,
  type: { code: 'sqli', label: 'SQL injection' },
});
const found = (query: string, ...detections: Parameters<typeof queryParameters>[1][number][]) =>
  queryParameters(query, detections).map(({ name, value, found }) => [name, value, ...found.map(({ label }) => label)]);

test('parameters are read as they were meant, in their order', () => {
  expect(found('a=%3Cframeset&q=two+words&flag&x=1=2&&%C3%BC=')).toEqual([
    ['a', '<frameset'],
    ['q', 'two words'],
    ['flag', ''],
    ['x', '1=2'],
    ['ü', ''],
  ]);
});

test('what cannot be decoded stays as it was sent', () => {
  expect(found('a=100%&b=%E0%A4')).toEqual([
    ['a', '100%'],
    ['b', '%E0%A4'],
  ]);
});

test('the one in which something was found is told, by its name or by the payload, and no other', () => {
  const query = 'id=1&user=admin%27--&idx=2';
  expect(found(query, sqli('ARGS:user'))).toEqual([
    ['id', '1'],
    ['user', "admin'--", 'SQL injection'],
    ['idx', '2'],
  ]);
  expect(found(query, sqli(null, "admin'--"))[1]).toEqual(['user', "admin'--", 'SQL injection']);
  // A name is a whole word: idx is not id.
  expect(found(query, sqli('query.id')).map((one) => one.length)).toEqual([3, 2, 2]);
  expect(found(query, sqli('REQUEST_HEADERS:Host')).map((one) => one.length)).toEqual([2, 2, 2]);
});
