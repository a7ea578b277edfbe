import type { SessionsPlugin } from './contract.ts';

/** Gives the plugin back, checked and with the types of its fragments inferred. */
export const definePlugin = <S extends object = object, R extends object = object>(
  plugin: SessionsPlugin<S, R>,
): SessionsPlugin<S, R> => plugin;
