import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerLater } from '../../admission/answer-later.ts';
import { limitFailures } from '../../admission/rate.ts';
import type { Authenticator } from '../authenticator.ts';
import { Refusal, setRefusalHeaders } from '../refusal.ts';
import { cookieIn, isOwnPage, setCookie } from './cookies.ts';
import type { Departure, OpenId } from './openid.ts';
import type { Sealed } from './sealed.ts';
import type { NewSignIn, SignIns } from './sign-ins.ts';

interface SignInRoutes {
  authenticator: Authenticator;
  signIns: SignIns;
  sealed: Sealed;
  /** Null: there is no identity provider. */
  openId: OpenId | null;
  publicUrl: string | null;
}

/** Sign-ins with a token that may fail, of one address. */
const FAILURES_PER_MINUTE = 20;

/** How long somebody may be at the identity provider. */
const AWAY_MS = 10 * 60_000;

/**
 * How a browser signs in and out. What it is given is a cookie, which no script can read.
 *
 * - `GET /auth/session`: who has signed in.
 * - `POST /auth/token`: a token for a cookie; an address with many that fail is told to wait.
 * - `GET /auth/openid?return=/path`, `GET /auth/callback`: to the identity provider and back.
 * - `POST /auth/sign-out`
 */
export async function registerSignIn(app: FastifyInstance, options: SignInRoutes): Promise<void> {
  const { authenticator, signIns, sealed, openId, publicUrl } = options;
  const limitTries = limitFailures(FAILURES_PER_MINUTE);
  const give = (request: FastifyRequest, reply: FastifyReply, { value }: NewSignIn) =>
    reply.header('set-cookie', setCookie('signIn', value, { isSecure: signIns.isSecure(request) }));
  const refuseForeignPages = async ({ headers }: FastifyRequest) => {
    if (!isOwnPage(headers, publicUrl)) throw new Refusal(403, 'FORBIDDEN', 'only pages of this server sign in here');
  };

  await app.register(async (routes) => {
    routes.removeContentTypeParser('text/plain');
    routes.setErrorHandler(answerRefusal);
    routes.get('/auth/session', async (request) => {
      const identity = await authenticator.identityOf(request).catch(nobody);
      if (!identity) return { signedIn: false, actor: null, tenants: [] };
      return { signedIn: true, actor: identity.actor, tenants: identity.tenants };
    });
    routes.post<{ Body: { token?: unknown } | null }>(
      '/auth/token',
      { bodyLimit: 4_096, onRequest: refuseForeignPages },
      async (request, reply) => {
        const token = request.body?.token;
        if (typeof token !== 'string') throw new Refusal(400, 'BAD_REQUEST', 'send {"token":"..."}');
        const signIn = await limitTries(request.ip, () =>
          authenticator.explaining(request, () => signIns.withToken(token)),
        );
        return give(request, reply, signIn).code(204).send();
      },
    );
    routes.post('/auth/sign-out', { onRequest: refuseForeignPages }, async (request, reply) =>
      reply
        .header('set-cookie', setCookie('signIn', null, { isSecure: signIns.isSecure(request) }))
        .code(204)
        .send(),
    );
    if (!openId) return;

    routes.get<{ Querystring: { return?: string } }>('/auth/openid', async (request, reply) => {
      const { url, departure } = await openId.begin();
      const back = pathOf(request.query.return);
      const value = await sealed.seal('openid', { ...departure, back }, new Date(Date.now() + AWAY_MS));
      const kept = setCookie('openId', value, { isSecure: signIns.isSecure(request), sameSite: 'lax' });
      return reply.header('set-cookie', kept).redirect(url.href);
    });
    routes.get('/auth/callback', async (request, reply) => {
      const isSecure = signIns.isSecure(request);
      const kept = cookieIn(request.headers, 'openId', isSecure);
      const departure = kept === null ? null : await sealed.open('openid', kept);
      // Each departure is good for one return.
      reply.header('set-cookie', setCookie('openId', null, { isSecure, sameSite: 'lax' }));
      if (!departure) throw new Refusal(400, 'BAD_REQUEST', 'this sign-in was not begun here, or long ago');
      const search = request.url.slice('/auth/callback'.length);
      const signIn = await authenticator.explaining(request, async () =>
        signIns.withIdentity(await openId.finish(search, departure as unknown as Departure)),
      );
      return give(request, reply, signIn).redirect(String(departure.back));
    });
  });
}

/** A path of this server; of anything that leads elsewhere, the first page. */
function pathOf(text: string | undefined): string {
  const base = 'http://here';
  if (!text?.startsWith('/') || !URL.canParse(text, base)) return '/';
  const { origin, pathname, search, hash } = new URL(text, base);
  return origin === base && !pathname.startsWith('//') ? pathname + search + hash : '/';
}

function nobody(error: unknown): null {
  if (error instanceof Refusal && error.statusCode !== 503) return null;
  throw error;
}

/** A refusal as JSON to the scripts of the console, and as a page to whoever comes back from the identity provider. */
function answerRefusal(error: Error, { url }: FastifyRequest, reply: FastifyReply): void {
  if (answerLater(error, reply)) return;
  if (!(error instanceof Refusal)) return void reply.send(error);
  setRefusalHeaders(reply, error);
  reply.code(error.statusCode);
  if (!/^\/auth\/(openid|callback)\b/.test(url)) return void reply.send({ error: error.message, code: error.code });
  reply
    .header('content-security-policy', "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'")
    .type('text/html; charset=utf-8')
    .send(refusedPage(error.message));
}

/** @param reason a text of ours */
const refusedPage = (reason: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Not signed in - API Sessions</title>
    <link rel="icon" href="/console/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/console/console.css" />
  </head>
  <body>
    <main class="sign-in">
      <h1>Not signed in</h1>
      <p class="problem">${reason.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)}</p>
      <p><a class="button" href="/">Back to the first page</a></p>
    </main>
  </body>
</html>
`;
