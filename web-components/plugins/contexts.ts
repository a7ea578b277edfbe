import type {
  DetectionContext,
  DetectionCore,
  RequestContext,
  RequestCore,
  SessionContext,
  SessionCore,
} from './types.ts';

const sessions = new WeakMap<object, SessionContext>();
const requests = new WeakMap<object, RequestContext>();
const detections = new WeakMap<object, DetectionContext>();

/** A frozen copy: what a plugin sets in it changes nothing of ours. The same for the same session. */
export function sessionContext(session: SessionCore): SessionContext {
  const context = sessions.get(session) ?? Object.freeze({ session: frozen(session) });
  sessions.set(session, context);
  return context;
}

export function requestContext(request: RequestCore & { session: RequestContext['session'] }): RequestContext {
  const context =
    requests.get(request) ?? Object.freeze({ session: frozen(request.session), request: frozen<RequestCore>(request) });
  requests.set(request, context);
  return context;
}

export function detectionContext(context: RequestContext, detection: DetectionCore): DetectionContext {
  const found = detections.get(detection) ?? Object.freeze({ ...context, detection: frozen(detection) });
  detections.set(detection, found);
  return found;
}

const frozen = <Value extends object>(value: Value): Value => Object.freeze({ ...value });
