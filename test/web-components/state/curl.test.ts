import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { curlCommand, type SentRequest } from '../../../web-components/state/curl.ts';

// "Copy as cURL" is pasted into a terminal, and attackers wrote what it is made of.

const GET: SentRequest = { method: 'GET', host: 'api.example.com', path: '/', query: null, content: null };
const sent = (request: Partial<SentRequest>): SentRequest => ({ ...GET, ...request });
const withHeaders = (...requestHeaders: { name: string; value: string }[]) =>
  sent({ content: { requestHeaders, requestBody: null } });
const withBody = (requestBody: NonNullable<SentRequest['content']>['requestBody'], requestHeaders = [] as never[]) =>
  sent({ method: 'POST', content: { requestHeaders, requestBody } });

/** What a shell makes of commands: the arguments of curl, and what it reads from its standard input. */
function argumentsIn(shell: string, commands: readonly string[]): string[][] {
  const curl = 'curl() { printf "%s\\0" "$@" "$(case "$*" in *@-) base64 ;; esac)" end; }\n';
  const output = execFileSync(shell, ['-c', curl + commands.join('\n')], { encoding: 'utf8', maxBuffer: 1e8 });
  const calls = output.split('\0end\0');
  return calls.slice(0, -1).map((call) => call.split('\0'));
}

test('a request with its headers and body', () => {
  const command = curlCommand(
    sent({
      method: 'PUT',
      path: '/users/7',
      query: "q=it's&x=1",
      content: {
        requestHeaders: [
          { name: 'Host', value: 'api.example.com' },
          { name: 'Authorization', value: 'Bearer ***' },
          { name: 'Content-Type', value: 'application/json' },
          { name: 'Content-Length', value: '999' },
          { name: 'X-Empty', value: '' },
        ],
        requestBody: { mediaType: 'application/json', text: '{"name":"O\'Brien"}' },
      },
    }),
  );
  expect(command).toBe(
    String.raw`curl 'https://api.example.com/users/7?q=it'\''s&x=1' \
  -X PUT \
  -H 'Host: api.example.com' \
  -H 'Authorization: Bearer ***' \
  -H 'Content-Type: application/json' \
  -H 'X-Empty;' \
  --data-raw '{"name":"O'\''Brien"}'`,
  );
});

test('without content, the request line', () => {
  expect(curlCommand(GET)).toBe('curl https://api.example.com/');
  expect(curlCommand(sent({ method: 'HEAD' }))).toBe('curl https://api.example.com/ \\\n  --head');
  expect(curlCommand(sent({ method: 'DELETE' }))).toContain('-X DELETE');
  expect(curlCommand(sent({ method: 'OPTIONS', path: '*' }))).toBe(
    "curl https://api.example.com \\\n  --request-target '*' \\\n  -X OPTIONS",
  );
});

test('curl is told to leave the path as it was, and to take no brackets for patterns', () => {
  const command = curlCommand(sent({ path: '/a/../../etc/{x}', query: 'f[0]=1#y z\u00e9\u202e' }));
  expect(command).toContain("curl 'https://api.example.com/a/../../etc/{x}?f[0]=1%23y%20z%C3%A9%E2%80%AE'");
  expect(command).toContain('--globoff');
  expect(command).toContain('--path-as-is');
});

test('a host that is none leads nowhere else, and one that is not known leads nowhere', () => {
  for (const host of [
    'evil.example/',
    'a@evil.example',
    'evil.example#',
    'evil.example?',
    'a b',
    '-o',
    'x;y',
    '',
    'é',
  ]) {
    const [[url, ...options] = []] = argumentsIn('bash', [curlCommand(sent({ host, path: '/x' }))]);
    expect(url).toBe('https://unknown-host.invalid/x');
    expect(options).toEqual(expect.arrayContaining(['-H', host === '' ? 'Host;' : `Host: ${host}`]));
  }
  expect(curlCommand(sent({ host: null }))).toBe('curl https://unknown-host.invalid/');
  expect(curlCommand(sent({ host: '[::1]:8080' }))).toContain("'https://[::1]:8080/'");
});

test('no header reads a file of whoever pastes it, and none becomes two', () => {
  const command = curlCommand(
    withHeaders(
      { name: '@/etc/passwd', value: 'x' },
      { name: 'X-A b', value: 'x' },
      { name: 'X-Two', value: 'a\r\nX-Injected: b' },
    ),
  );
  expect(command).not.toContain('passwd');
  expect(argumentsIn('bash', [command])[0]).toEqual(['https://api.example.com/', '-H', 'X-Two: a X-Injected: b', '']);
});

test('a body is sent as it is: no file, no form, bytes as bytes', () => {
  expect(argumentsIn('bash', [curlCommand(withBody({ mediaType: null, text: '@/etc/passwd' }))])[0]).toEqual([
    'https://api.example.com/',
    '-H',
    'Content-Type:',
    '--data-raw',
    '@/etc/passwd',
    '',
  ]);
  const base64 = btoa('\0\u00ff\n');
  const [call] = argumentsIn('bash', [curlCommand(withBody({ mediaType: 'image/png', base64 }))]);
  expect(call).toEqual(['https://api.example.com/', '-H', 'Content-Type: image/png', '--data-binary', '@-', base64]);
});

test('what a terminal would act on is not in the command', () => {
  const text = 'a\u001b[201~; rm -rf ~\u0003\u009b\u202e\u200b\nb\t\'\\!"$(x)`y`';
  const command = curlCommand(withBody({ mediaType: 'text/plain', text }));
  expect(command.replaceAll('\\\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(argumentsIn('bash', [command])[0]?.at(-2)).toBe(text);
});

test('whatever is in a request, the shell gives it to curl and does nothing else', () => {
  const piece = fc.constantFrom(...'ab \'"\\$`!;&|<>(){}[]*?~#=%@-+:/.,^\n\r\t\u001b\u202eé\u{1f600}0123');
  const text = fc
    .oneof(fc.string({ unit: piece }), fc.string({ unit: 'grapheme' }))
    .map((each) => each.replaceAll('\0', ''));
  const method = fc.constantFrom('GET', 'POST', 'PATCH', "IT'S", '$X', '!', '-o', '*', '`id`');
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text, text, method), { minLength: 20, maxLength: 20 }), (drawn) => {
      const commands = drawn.map(([path, value, body, name]) =>
        curlCommand({
          method: name,
          host: 'api.example.com',
          path: `/${path}`,
          query: value,
          content: {
            requestHeaders: [{ name: 'X-Value', value }],
            requestBody: { mediaType: 'text/plain', text: body },
          },
        }),
      );
      const calls = argumentsIn('bash', commands);
      expect(calls).toHaveLength(drawn.length);
      for (const [index, [path, value, body, name]] of drawn.entries()) {
        const call = calls[index]!;
        expect(call[0]).toBe(escapedBytes(`https://api.example.com/${path}?${value}`));
        const line = value.replace(/[\r\n]+/g, ' ').trim();
        expect(call.slice(-5)).toEqual(
          [
            line === '' ? 'X-Value;' : `X-Value: ${line}`,
            '-H',
            'Content-Type: text/plain',
            '--data-raw',
            body,
            '',
          ].slice(-5),
        );
        if (name !== 'POST') expect(call).toContain(name);
      }
    }),
    { numRuns: 50 },
  );
});

/** As curl takes it: ASCII that can be seen, without what begins a fragment. */
function escapedBytes(url: string): string {
  return [...new TextEncoder().encode(url)]
    .map((byte) => (byte > 32 && byte < 127 && byte !== 35 ? String.fromCharCode(byte) : `%${hex(byte)}`))
    .join('');
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
