export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  app: { head: { htmlAttrs: { lang: 'en' }, title: 'Parcel Works' } },
  vue: { compilerOptions: { isCustomElement: (tag) => /^(sessions?-|explore-in-sessions)/.test(tag) } },
  // On Node 20; what it is made of needs 22.
  postcss: { plugins: { cssnano: false } },
});
