import { SessionsProvider } from './sessions-provider.ts';

SessionsProvider.define();
