import type {
  DetectionContext,
  DetectionCore,
  RequestContext,
  RequestCore,
  SessionContext,
  SessionCore,
} from './contract.ts';

type Context = { readonly unavailable: readonly PropertyKey[] };

/** By the session, request or detection that they are of. */
const contexts = new WeakMap<object, Context>();

/**
 * A frozen copy: what a plugin sets in it changes nothing of ours. The same for the same session.
 * @param unavailable fields of plugins that the graph could not answer
 */
export const sessionContext = (session: SessionCore, unavailable: readonly string[]): SessionContext =>
  contextOf(session, unavailable, (names) => ({ session: frozen(session), unavailable: names }));

export const requestContext = (
  request: RequestCore & { session: RequestContext['session'] },
  unavailable: readonly string[],
): RequestContext =>
  contextOf(request, unavailable, (names) => ({
    session: frozen(request.session),
    request: frozen<RequestCore>(request),
    unavailable: names,
  }));

export const detectionContext = (context: RequestContext, detection: DetectionCore): DetectionContext =>
  contextOf(detection, context.unavailable, (unavailable) => ({
    ...context,
    detection: frozen(detection),
    unavailable,
  }));

function contextOf<Made extends Context>(
  row: object,
  unavailable: readonly string[],
  make: (unavailable: readonly never[]) => Made,
): Made {
  const known = contexts.get(row) as Made | undefined;
  if (known && known.unavailable.join() === unavailable.join()) return known;
  const context = Object.freeze(make(Object.freeze([...unavailable]) as readonly never[]));
  contexts.set(row, context);
  return context;
}

const frozen = <Value extends object>(value: Value): Value => Object.freeze({ ...value });
