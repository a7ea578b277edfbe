import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { Admission } from '../admission/admission.ts';
import { patienceOf } from '../admission/patience.ts';
import { OnceAMinute } from '../auth/once-a-minute.ts';
import { requireScope } from '../scopes/require-scope.ts';

export interface PushDoorOptions {
  /** Who it is, for turns and rates. */
  callerOf(request: FastifyRequest): string;
  /** @throws when a caller pushes too often */
  checkRate(caller: string): Promise<void>;
  /** Into the audit trail of the tenant of the request. */
  recordRefused(request: FastifyRequest, refusal: string): Promise<void>;
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
const PUSHES = { atOnce: 4, atOncePerCaller: 2, waiting: 40, cost: Infinity };

/** The door of what comes in: beside that of questions, so that neither takes the place of the other. */
export function openPushDoor({ callerOf, checkRate, recordRefused, timeoutMs }: PushDoorOptions): PushDoor {
  const admission = new Admission(PUSHES);
  const once = new OnceAMinute();
  return async (request, reply, work) => {
    const { tenant, actor } = request.caller;
    try {
      requireScope(request.caller, 'ingest:write', request.url);
    } catch (error) {
      if (error instanceof GraphQLError && once.times(JSON.stringify([tenant, actor, request.url])) !== null)
        await recordRefused(request, error.message);
      throw error;
    }
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
