export { definePlugin } from './define-plugin.ts';
export type { OwnerFacts } from './owner/owner-facts.ts';
export type {
  Action,
  AnyPlugin,
  Column,
  DetectionContext,
  DetectionCore,
  EndpointCore,
  Filter,
  Fragment,
  Link,
  Operation,
  Panel,
  PluginHost,
  Renderable,
  RequestContext,
  RequestCore,
  SessionContext,
  SessionCore,
  SessionsPlugin,
  Text,
  TypedFragment,
} from './types.ts';
