export type { Connection } from './data/connection.ts';
export { registerTranslation, type Terms } from './i18n/localize.ts';
export { SessionsProvider } from './provider/sessions-provider.ts';
export { DEFAULT_URL_KEY } from './shared/context.ts';
export * from './shared/events.ts';
export { VERSION } from './shared/version.ts';
export { type LinkTarget, sessionsLink } from './state/explorer-url.ts';
export type { Where } from './state/where.ts';
