// The token of the server, for as long as the tab is open.
const NAME = 'console-token';

export const hasToken = () => sessionStorage.getItem(NAME) !== null;
export const keepToken = (token) => sessionStorage.setItem(NAME, token);
export const forgetToken = () => sessionStorage.removeItem(NAME);

/** Headers of a request: those of the token at hand, or of one that is to be tried. */
export function authorization(token = sessionStorage.getItem(NAME)) {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
