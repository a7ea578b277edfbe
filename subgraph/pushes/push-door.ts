import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Admission } from '../admission/admission.ts';
import type { AdmissionLimits } from '../admission/limits.ts';
import { patienceOf } from '../admission/patience.ts';
import { OnceAMinute } from '../auth/once-a-minute.ts';
import { requireScope } from '../scopes/require-scope.ts';

export interface PushDoorOptions {
  /** Gives turns. */
  admission: Admission;
  /** Who it is, for turns and rates. */
  callerOf(request: FastifyRequest): string;
  /** @throws when a caller pushes too often */
  checkRate(caller: string): Promise<void>;
  /** Into the audit trail of the tenant of the request. */
  recordRefused(request: FastifyRequest, refusal: string): Promise<void>;
  /** Into the same, who pushes, once a minute; not given: their data says so. */
  recordTaken?(request: FastifyRequest): Promise<void>;
  /** How long one waits for its turn; 0: as long as the client stays. */
  timeoutMs: number;
}

/** Does what a request pushes, for its tenant, when it is its turn. @throws what it is refused for */
export type PushDoor = <Result>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tenant: string) => Promise<Result>,
) => Promise<Result>;

/** Batches that are written at one time: those of one tenant wait for each other anyway. */
export const PUSHES: AdmissionLimits = { atOnce: 4, atOncePerCaller: 2, waiting: 40, cost: Infinity };

/** Streams that are read at one time: each holds two batches in memory, and may go on for as long as it is sent. */
export const STREAMS: AdmissionLimits = { atOnce: 12, atOncePerCaller: 6, waiting: 60, cost: Infinity };

/** A door of what comes in: beside that of questions, so that neither takes the place of the other. */
export function openPushDoor(options: PushDoorOptions): PushDoor {
  const { admission, callerOf, checkRate, recordRefused, recordTaken, timeoutMs } = options;
  const once = new OnceAMinute();
  return async (request, reply, work) => {
    const { tenant, actor } = request.caller;
    try {
      requireScope(request.caller, 'ingest:write', placeOf(request));
    } catch (error) {
      if (error instanceof GraphQLError && once.times(JSON.stringify([tenant, actor, placeOf(request)])) !== null)
        await recordRefused(request, error.message);
      throw error;
    }
    if (recordTaken && once.times(JSON.stringify([tenant, actor])) !== null) await recordTaken(request);
    const caller = callerOf(request);
    await checkRate(caller);
    const leave = await admission.enter({ caller, cost: 0, signal: patienceOf(reply.raw, timeoutMs) });
    try {
      return await work(tenant);
    } finally {
      leave();
    }
  };
}

/** Without what was asked for there. */
export function placeOf({ url }: FastifyRequest): string {
  return url.replace(/\?.*$/s, '');
}
