/** The page of the shop, as small as a page that calls its API can be. The browser's calls go through `call`. */
export const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<h1>Shop</h1><main id="answer"></main><script src="/app.js"></script></html>`;

export const SCRIPT = `let token;
async function call(method, path, body) {
  const headers = { accept: 'application/json' };
  if (body) headers['content-type'] = 'application/json';
  if (token) headers.authorization = 'Bearer ' + token;
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.text();
  if (path.endsWith('/login') && response.ok) token = JSON.parse(answer).token;
  document.getElementById('answer').textContent = method + ' ' + path + ' ' + response.status;
  return response.status;
}`;
