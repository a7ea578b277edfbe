import { el } from './dom.js';
import { hasProvider, signIn } from './session.js';

/**
 * Asks who is there in the place of the page's content, until the server knows it.
 * @param wasSignedIn a sign-in is over, which the page has shown
 */
export function showSignIn(signedIn, { wasSignedIn = false } = {}) {
  if (document.getElementById('sign-in')) return;
  const main = document.getElementById('main');
  const content = document.getElementById('content');
  const problem = el('p', { id: 'sign-in-problem', class: 'problem', role: 'alert' });
  const input = el('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    required: true,
    'aria-describedby': 'sign-in-hint sign-in-problem',
  });
  const button = el('button', { class: hasProvider ? 'button' : 'button primary' }, 'Sign in');

  const say = (text) => {
    problem.textContent = text;
    input.select();
    input.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    const failure = await signIn(input.value.trim()).catch((error) => error);
    button.disabled = false;
    if (failure) return say(failure.message);
    panel.remove();
    content.hidden = false;
    main.focus();
    signedIn();
  };

  const panel = el(
    'div',
    { id: 'sign-in', class: 'sign-in' },
    el('h1', {}, 'Sign in'),
    ...(hasProvider ? [providerLink(), el('p', { class: 'quiet' }, 'or with an access token')] : []),
    el(
      'form',
      { submit },
      el('label', { for: 'token' }, 'Token'),
      input,
      problem,
      button,
      el(
        'p',
        { id: 'sign-in-hint', class: 'quiet' },
        'An operator makes one with ',
        el('code', {}, 'api-sessions token create'),
        '. It is not kept in this browser: you are signed in until you close it, for 8 hours at most.',
      ),
    ),
  );
  content.hidden = true;
  main.append(panel);
  if (wasSignedIn) say('You are no longer signed in.');
  else (panel.querySelector('a') ?? input).focus();
}

/** Back to the same page, with what its address says. */
function providerLink() {
  const here = location.pathname + location.search + location.hash;
  const href = `/auth/openid?${new URLSearchParams({ return: here })}`;
  return el('a', { class: 'button primary', href }, 'Sign in with your organisation');
}
