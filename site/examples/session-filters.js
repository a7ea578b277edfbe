const list = document.querySelector('session-list');

document.querySelector('session-filters').addEventListener('sessions-where-change', ({ params }) => {
  list.params = params;
});
