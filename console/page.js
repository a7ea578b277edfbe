// What every page of the console does: the tools in its header, and who is asking.
import { el, icon } from './dom.js';
import { chooseTenant, headers, isOpen, session, signOut, tenantOf } from './session.js';
import { showSignIn } from './sign-in.js';

const THEMES = [
  ['auto', 'Theme of the system', ['M8 2a6 6 0 1 0 0 12Z', 'M8 2a6 6 0 0 1 0 12']],
  [
    'light',
    'Light',
    [
      'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
      'M8 1.2v1.3M8 13.5v1.3M1.2 8h1.3M13.5 8h1.3M3.2 3.2l.9.9M11.9 11.9l.9.9M3.2 12.8l.9-.9M11.9 4.1l.9-.9',
    ],
  ],
  ['dark', 'Dark', ['M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8Z']],
];

const root = document.documentElement;
const provider = document.querySelector('sessions-provider');
const tools = document.getElementById('tools');

// Asked before each request. Set before the elements are registered, so that their first question has them.
provider.getHeaders = headers;
document.addEventListener('sessions-auth-required', askWho);

if (root.dataset.graphiql === 'on') tools.append(el('a', { href: '/graphiql' }, 'GraphiQL'));
tools.append(themeSwitch());
if (isOpen) warn();
else showWho().then(({ signedIn }) => signedIn === false && askWho());

// A page that the browser kept shows what somebody saw who may have signed out since.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && !isOpen) location.reload();
});

/** Asked by whatever was refused. Of a sign-in that is over, its traces go first. */
async function askWho() {
  const shown = document.getElementById('who');
  shown?.remove();
  showSignIn(signedIn, { wasSignedIn: shown !== null });
}

async function signedIn() {
  await showWho();
  provider.refresh();
  document.dispatchEvent(new Event('signed-in'));
}

/** Everybody who can open this page may do everything: nobody should take that for a product. In the bar, where it moves nothing. */
function warn() {
  const text = 'Everybody on this machine reads and changes everything, of every tenant. For development only.';
  tools.prepend(
    el(
      'div',
      { class: 'open-to-all', role: 'note', 'aria-label': 'No sign-in' },
      el('details', {}, el('summary', {}, 'No sign-in'), el('p', {}, text)),
    ),
  );
}

/** Who has signed in, of which tenant, and the way out. */
async function showWho() {
  const who = await session();
  if (!who.signedIn || document.getElementById('who')) return who;
  // What was shown goes too.
  const leave = () => signOut().finally(() => location.reload());
  tools.append(
    el(
      'span',
      { id: 'who', class: 'who' },
      el('span', { class: 'actor' }, who.actor),
      ...(who.tenants.length > 1 ? [tenantSwitch(who.tenants)] : []),
      el('button', { type: 'button', id: 'sign-out', class: 'quiet-button', click: leave }, 'Sign out'),
    ),
  );
  return who;
}

function tenantSwitch(tenants) {
  const change = ({ target }) => {
    chooseTenant(target.value);
    // Nothing of one tenant is to stand beside another's, in the address neither.
    location.assign(location.pathname);
  };
  const current = tenantOf(tenants);
  const options = tenants.map((name) => el('option', { value: name, selected: name === current }, name));
  return el('select', { id: 'tenant', 'aria-label': 'Tenant', change }, ...options);
}

function themeSwitch() {
  const choose = ({ target }) => {
    localStorage.setItem('console-theme', target.value);
    root.dataset.theme = target.value;
  };
  const choices = THEMES.map(([value, name, paths]) =>
    el(
      'label',
      { title: name },
      el('input', { type: 'radio', name: 'theme', value, class: 'unseen', change: choose }),
      icon(...paths),
      el('span', { class: 'unseen' }, name),
    ),
  );
  const fieldset = el('fieldset', { class: 'themes' }, el('legend', { class: 'unseen' }, 'Theme'), ...choices);
  // Another window may have changed it (theme.js).
  const mark = () => {
    for (const input of fieldset.querySelectorAll('input')) input.checked = input.value === root.dataset.theme;
  };
  mark();
  addEventListener('storage', mark);
  addEventListener('pageshow', mark);
  return fieldset;
}
