import { el } from './dom.js';
import { accepts } from './graph.js';
import { forgetToken, hasToken, keepToken } from './token.js';

/** Asks for the token in the place of the page's content, until the server takes one. */
export function showSignIn(signedIn) {
  if (document.getElementById('sign-in')) return;
  const main = document.getElementById('main');
  const content = document.getElementById('content');
  const problem = el('p', { id: 'sign-in-problem', class: 'problem', role: 'alert' });
  const input = el('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
    'aria-describedby': 'sign-in-hint sign-in-problem',
  });
  const button = el('button', { class: 'button' }, 'Sign in');

  const say = (text) => {
    problem.textContent = text;
    input.select();
    input.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    const token = input.value.trim();
    button.disabled = true;
    const taken = await accepts(token).catch((error) => error);
    button.disabled = false;
    if (taken !== true) return say(taken ? taken.message : 'The server does not take this token.');
    keepToken(token);
    form.remove();
    content.hidden = false;
    main.focus();
    signedIn();
  };

  const form = el(
    'form',
    { id: 'sign-in', class: 'sign-in', submit },
    el('h1', {}, 'Sign in'),
    el(
      'p',
      { id: 'sign-in-hint', class: 'quiet' },
      'This server answers with its token only: what it was started with as ',
      el('code', {}, 'SESSIONS_API_TOKEN'),
      '. It is kept until this tab is closed.',
    ),
    el('label', { for: 'token' }, 'Token'),
    input,
    problem,
    button,
  );
  content.hidden = true;
  main.append(form);
  if (hasToken()) {
    forgetToken();
    say('The server does not take the token of this tab any more.');
  } else input.focus();
}
