// Not a module: it runs before anything is painted. Light, dark, or as the system has it, in each window of the console.
(() => {
  const apply = () => {
    document.documentElement.dataset.theme = localStorage.getItem('console-theme') ?? 'auto';
  };
  apply();
  addEventListener('storage', apply);
  addEventListener('pageshow', apply);
})();
