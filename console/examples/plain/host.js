// Of both pages. Stands before api-sessions.js, so that it hears of the filters that a link brings.
const language = document.querySelector('#language');
const show = (lang) => {
  document.documentElement.lang = lang; // the elements follow
  language.value = lang;
};
show(localStorage.getItem('language') ?? 'en');
language.addEventListener('change', () => {
  localStorage.setItem('language', language.value);
  show(language.value);
});

// A page of our own in the place of the link. The explorer is not asked: it opens sessions beside its list.
const openOnOwnPage = (event) => {
  event.preventDefault();
  location.assign(`session.html?${new URLSearchParams({ id: event.id })}`);
};
document.querySelector('#card')?.addEventListener('session-select', openOnOwnPage);

document.querySelector('session-explorer')?.addEventListener('sessions-where-change', ({ params }) => {
  document.querySelector('#filters').value = params || '-';
});

const detail = document.querySelector('session-detail');
detail?.setAttribute('session-id', new URLSearchParams(location.search).get('id') ?? '');
detail?.addEventListener('session-select', openOnOwnPage);
detail?.addEventListener('session-close', () => location.assign('./'));
