import type { OutboxEvent } from '../outbox/outbox-writer.ts';
import type { Mark } from './false-positive.repository.ts';

type MarkEventName = 'false_positive.marked' | 'false_positive.moved' | 'false_positive.unmarked';

/**
 * What the enforcing system is told of a mark. The subject is the mark's own, which neither its place nor the detection
 * that it is ended through changes: so its beginning, its moves and its end arrive in this order.
 */
export function eventOf(event: MarkEventName, mark: Mark, more: object): Omit<OutboxEvent, 'actor'> {
  const { id: markId, requestId, type, parameter, endpointId, method, host, pathTemplate } = mark;
  const place = { endpointId, method, host, pathTemplate };
  return {
    event,
    subject: `false-positive:${markId}`,
    data: { markId, detectionId: markedDetectionId(mark), requestId, type, parameter, ...place, ...more },
  };
}

export function markedDetectionId({ requestId, position }: Pick<Mark, 'requestId' | 'position'>): string {
  return `${requestId}.${position}`;
}
