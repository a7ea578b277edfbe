import { createServer, request } from 'node:http';

const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/** A browser to look with. @param executablePath a Chromium */
export async function openBrowser(executablePath) {
  const { default: puppeteer } = await import('puppeteer-core');
  return puppeteer.launch({ executablePath, headless: true, args: CHROMIUM_ARGS });
}

/** Serves a host that was built here; its questions go on to a graph, as a host would send them. */
export async function serveHost({ page, script }, graph) {
  const server = createServer((incoming, response) => {
    if (incoming.url === '/graphql') {
      const { method, headers } = incoming;
      const outgoing = request(graph, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      outgoing.on('error', () => response.destroy());
      return incoming.pipe(outgoing);
    }
    const isScript = incoming.url === '/main.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : page);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, close };
}

/**
 * Opens a host and waits until its list and its button have what they asked for.
 * @returns what the browser complained about, the operations that were asked, and how many rows the list has
 */
export async function lookAt(browser, address) {
  const page = await browser.newPage();
  const complaints = [];
  const asked = [];
  page.on('console', (message) => {
    if (['error', 'warn', 'assert'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
  page.on('request', (one) => {
    if (one.url().endsWith('/graphql'))
      asked.push(/\b(?:query|mutation)\s+(\w+)/.exec(one.postData() ?? '')?.[1] ?? '?');
  });
  try {
    await page.setViewport({ width: 1366, height: 800 });
    await page.goto(address);
    const count = (selector) => page.$$eval(selector, (nodes) => nodes.length);
    const ROWS = '>>> session-list >>> tbody tr[data-row]';
    const ANSWERED = '>>> explore-in-sessions-button[availability=unknown]';
    for (let tries = 0; (await count(ROWS)) === 0 || (await count(ANSWERED)) === 0; tries++) {
      if (tries > 300) throw new Error(`${address}: no list after a minute; ${complaints.join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await page.waitForNetworkIdle({ idleTime: 500 });
    const rows = await count(ROWS);
    return { complaints, asked: asked.sort(), rows };
  } finally {
    await page.close();
  }
}
