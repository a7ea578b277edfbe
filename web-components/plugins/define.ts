import { SessionsPluginElement } from './sessions-plugin.ts';

SessionsPluginElement.define();
