import { headers } from './session.js';

/** The server wants to know who is asking. The page has been told. */
export class SignInNeeded extends Error {}

/** One operation; throws an Error whose message can be shown. */
export async function ask(query, variables = {}) {
  const response = await send(query, variables);
  if (response.status === 401) {
    await leave(response);
    // As the elements say it.
    document.dispatchEvent(new Event('sessions-auth-required'));
    throw new SignInNeeded();
  }
  const body = await response.json().catch(() => {
    throw new Error(`The server answered ${response.status} ${response.statusText}, and not with JSON.`);
  });
  // Every question of ours has one field at its root; null with an error, it was not answered.
  if (!body.data || (body.errors && Object.values(body.data).includes(null))) {
    const problems = (body.errors ?? []).map(({ message }) => message);
    throw new Error(problems.join(' ') || `The server answered ${response.status}.`);
  }
  return body.data;
}

/** What nobody reads would keep its connection. */
async function leave(response) {
  await response.body?.cancel();
}

async function send(query, variables) {
  try {
    return await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(await headers()) },
      body: JSON.stringify({ query, variables }),
    });
  } catch {
    throw new Error('The server does not answer.');
  }
}
