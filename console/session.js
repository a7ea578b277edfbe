// Who has signed in. What proves it is a cookie that no script can read: scripts know who it is, and no more.
const WAY = document.documentElement.dataset.signIn;
const TENANT = 'console-tenant';

/** Whether nobody needs to sign in, as on a developer's machine. */
export const isOpen = WAY === 'none';
/** Whether an identity provider signs in. */
export const hasProvider = WAY === 'openid';

let asked = null;

const NOBODY = { signedIn: false, actor: null, tenants: [] };

/** `{ signedIn, actor, tenants }`, asked once; `signedIn` is null while the server cannot say. */
export function session() {
  if (isOpen) return Promise.resolve(NOBODY);
  asked ??= ask().catch(() => {
    asked = null;
    return { ...NOBODY, signedIn: null };
  });
  return asked;
}

async function ask() {
  const response = await fetch('/auth/session', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}

/** Headers of each question: of several tenants one is asked. */
export async function headers() {
  const { tenants } = await session();
  return tenants.length > 1 ? { 'x-sessions-tenant': tenantOf(tenants) } : {};
}

/** The tenant that is asked: the one that was chosen last, else the first. */
export function tenantOf(tenants) {
  const chosen = localStorage.getItem(TENANT);
  return tenants.includes(chosen) ? chosen : tenants[0];
}

export const chooseTenant = (tenant) => localStorage.setItem(TENANT, tenant);

/** Exchanges a token for the cookie; throws an Error whose message can be shown. */
export async function signIn(token) {
  const response = await post('/auth/token', { token });
  if (response.status === 401) throw new Error('The server does not take this token.');
  if (!response.ok) throw new Error(`The server answered ${response.status}: try again in a while.`);
  asked = null;
}

export async function signOut() {
  await post('/auth/sign-out', {});
  asked = null;
}

async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
    // What nobody reads would keep its connection.
    await response.body?.cancel();
    return response;
  } catch {
    throw new Error('The server does not answer.');
  }
}
