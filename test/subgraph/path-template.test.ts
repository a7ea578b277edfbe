import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathTemplate } from '../../subgraph/endpoints/path-template.ts';

describe('pathTemplate', () => {
  it.each([
    ['/', '/'],
    ['', '/'],
    ['*', '*'],
    ['/users/42', '/users/{int}'],
    ['/users/-1', '/users/{int}'],
    ['/orders/20240102', '/orders/{int}'],
    ['/o/550e8400-e29b-41d4-a716-446655440000', '/o/{uuid}'],
    ['/o/550E8400-E29B-41D4-A716-446655440000/x', '/o/{uuid}/x'],
    ['/m/507f1f77bcf86cd799439011', '/m/{hex}'],
    ['/sha/da39a3ee5e6b4b0d3255bfef95601890afd80709', '/sha/{hex}'],
    ['/eth/0x52908400098527886E0F7030069857D2E4169EE7', '/eth/{hex}'],
    ['/days/2024-02-29', '/days/{date}'],
    ['/days/2024-13-01', '/days/2024-13-01'],
    ['/at/2024-02-29T10:11:12.345Z', '/at/{date}'],
    ['/at/2024-02-29T10%3A11%3A12%2B01%3A00', '/at/{date}'],
    ['/at/20240229T101112Z', '/at/{date}'],
    ['/by/bob@example.com', '/by/{email}'],
    ['/by/bob%40example.co.uk/x', '/by/{email}/x'],
    ['/t/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/t/{token}'],
    ['/t/V1StGXR8_Z5jdHi6B-myT', '/t/{token}'],
    ['/posts/tiSTSUzh4BwtvYSLWPsqu9/comment', '/posts/{token}/comment'],
    ['/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '/t/{token}'],
    ['/t/eyJ***/***', '/t/{token}/{token}'],
    [`/t/${'a'.repeat(129)}`, '/t/{token}'],
    ['/img/7.png', '/img/{int}.png'],
    ['/img/507f1f77bcf86cd799439011.tar.gz', '/img/{hex}.tar.gz'],
    ['/ops/7:cancel', '/ops/{int}:cancel'],
    ['/api/1/banners', '/api/1/banners'],
    ['/api/2/banners/7', '/api/2/banners/{int}'],
    ['/shop/rest/10/search', '/shop/rest/10/search'],
    ['/1/statuses/42', '/1/statuses/{int}'],
    ['//1/statuses', '/1/statuses'],
    ['/api/100/x', '/api/{int}/x'],
    ['/apis/1/x', '/apis/{int}/x'],
    ['/100', '/{int}'],
    ['/js/ui.47a7df.js', '/js/ui.{hex}.js'],
    ['/js/ui.7b5423.js', '/js/ui.{hex}.js'],
    ['/js/utag.574.js', '/js/utag.{int}.js'],
    ['/js/utag.2066.js', '/js/utag.{int}.js'],
    ['/js/2.4fd1c2a9.chunk.js', '/js/2.{hex}.chunk.js'],
    ['/img/photo_1234567.jpg', '/img/photo_{int}.jpg'],
    ['/img/IMG20240512.jpg', '/img/IMG{int}.jpg'],
    ['/logs/access-2024-05-12.log.gz', '/logs/access-{date}.log.gz'],
    ['/b/s72544175342361', '/b/s{int}'],
    ['/orders/ORD-10042/lines', '/orders/ORD-{int}/lines'],
    ['/customers/cus_9s6XKzkNRiz8i3', '/customers/cus_{token}'],
    ['/notes/2024-02-29-leap-day', '/notes/{date}-leap-day'],
    ['/a;jsessionid=1/b;x=2', '/a/b'],
    ['/;jsessionid=1', '/'],
    ['//a///b/', '/a/b'],
    ['/a/{id}/{int}', '/a/%7Bid%7D/{int}'],
    ['/bad/%zz/%', '/bad/%zz/%'],
    ['/a\0b', '/a%00b'],
  ])('%s is %s', (path, template) => {
    expect(pathTemplate(path)).toBe(template);
  });

  it.each(
    `v1 v2.1 1.0 5.x en-GB index2.php deadbeef facade decade1990 sha256 iso-8859-1 oauth2 how-to-build-a-rest-api-in-2024
     getUserAccountDetailsByIdV2 jquery-3.6.0.min.js top-10-facts-of-area-51 iphone12-pro-max-128gb .env wp-login.php
     %D8%B3%D9%84%D8%A7%D9%85 node0bfl3 user-123 192.168.1.1 internationalization-settings
     mp3 h264.mp4 error404.html bootstrap-4.3.1.min.css top-100-songs-of-1999 summer-2024 windows2000 facade1.js v12 area51.html
     rfc-822 iso19115 rfc7231 3-column-layout.css a-2ndhand4you`
      .split(/\s+/)
      .map((word) => [word]),
  )('keeps %s', (word) => {
    expect(pathTemplate(`/${word}`)).toBe(`/${word}`);
  });

  it('bounds the number of segments and the length', () => {
    expect(pathTemplate('/a'.repeat(33))).toBe(`${'/a'.repeat(32)}/{rest}`);
    expect(pathTemplate('/a'.repeat(32))).toBe('/a'.repeat(32));
    expect(pathTemplate(`/${'x-'.repeat(60)}`.repeat(30)).length).toBeLessThanOrEqual(1024);
  });

  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom(
      '{int}',
      '{uuid}.png',
      '{rest}',
      '{',
      '}',
      '%7B',
      '%',
      ';',
      ';a=1',
      '.',
      '..',
      '12.json',
      'a1b2c3.js',
      'ui.47a7df.js',
      's{int}',
      '-2024-05-12',
      'ORD-10042',
      '1:run',
      '%2F',
    ),
    fc.stringMatching(/^[A-Za-z0-9._~%{}:;-]{0,140}$/),
    fc.uuid(),
    fc.integer().map(String),
    fc.emailAddress(),
  );
  const path = fc.oneof(
    fc
      .array(
        fc.array(piece, { maxLength: 3 }).map((it) => it.join('')),
        { maxLength: 40 },
      )
      .map((it) => `/${it.join('/')}`),
    fc.string({ unit: 'binary', maxLength: 3000 }),
  );

  it('never throws, is bounded, and a template is its own template', () => {
    fc.assert(
      fc.property(path, (it) => {
        const template = pathTemplate(it);
        expect(template.length).toBeLessThanOrEqual(1024);
        expect(template === '*' || template.startsWith('/')).toBe(true);
        expect(pathTemplate(template)).toBe(template);
        expect(template.replaceAll(/\{(int|uuid|hex|date|email|token|rest)\}/g, '')).not.toMatch(/[{}]/);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes linear time on hostile paths', () => {
    const started = performance.now();
    for (const part of ['a', '@', 'a.', '0', '/', '{', '%', ';', 'a1', '%41']) pathTemplate(`/${part.repeat(300_000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
