// What every page of the console does: the tools in its header, and who is asking.
import { el, icon } from './dom.js';
import { showSignIn } from './sign-in.js';
import { authorization, forgetToken, hasToken } from './token.js';

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

// Asked before each request. Set before the elements are registered, so that their first question has it.
provider.getHeaders = () => authorization();
document.addEventListener('sessions-auth-required', () => showSignIn(signedIn));

if (root.dataset.graphiql === 'on') tools.append(el('a', { href: '/graphiql' }, 'GraphiQL'));
tools.append(themeSwitch());
if (hasToken()) tools.append(signOut());

// A page that the browser kept shows what somebody saw who may have signed out since.
const shownTo = hasToken();
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && hasToken() !== shownTo) location.reload();
});

function signedIn() {
  if (!document.getElementById('sign-out')) tools.append(signOut());
  provider.refresh();
  document.dispatchEvent(new Event('signed-in'));
}

/** What was shown goes too. */
function signOut() {
  const leave = () => {
    forgetToken();
    location.reload();
  };
  return el('button', { type: 'button', id: 'sign-out', class: 'quiet-button', click: leave }, 'Sign out');
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
