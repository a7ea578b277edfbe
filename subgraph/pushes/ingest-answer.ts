import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { ImportSummary } from '../ingest/import.ts';
import type { Verdict } from '../ingest/import-batch.ts';
import { PushError } from './push-errors.ts';

/** What became of the lines of a request; `accepted`, `duplicates` and `rejected` add up to `read`. */
export interface IngestSummary extends ImportSummary {
  /** Lines of the stream up to here are stored, or were rejected: it goes on after them. */
  acknowledged: number;
}

/** How whoever sends lines hears what became of them. */
export interface IngestAnswer {
  /** After each batch; resolves when more may be told. */
  tell(verdicts: readonly Verdict[], acknowledged: number): Promise<void>;
  done(summary: IngestSummary): FastifyReply;
  failed(status: number, headers: Record<string, string>, body: object): FastifyReply;
}

/** So many rejected lines are in a summary; all of them are counted. */
const LISTED = 100;

/** One object, when all lines are written. */
export function summaryAnswer(reply: FastifyReply): IngestAnswer {
  const rejects: { line: number; reason: string | null }[] = [];
  return {
    async tell(verdicts) {
      for (const { line, verdict, reason } of verdicts)
        if (verdict === 'rejected' && rejects.length < LISTED) rejects.push({ line, reason });
    },
    done: (summary) => reply.send({ ...summary, rejects }),
    failed: (status, headers, body) => reply.code(status).headers(headers).send(body),
  };
}

/** An object for each line, after its transaction, and one after each batch that says how far the stream is. */
export function verdictsAnswer(
  reply: FastifyReply,
  patience: { silenceMs: number; signal: AbortSignal },
): IngestAnswer {
  const out = new PassThrough();
  reply.type('application/x-ndjson').send(out);
  const write = async (...objects: object[]) => {
    const text = objects.map((each) => `${JSON.stringify(each)}\n`).join('');
    if (out.destroyed || out.write(text)) return;
    // Whoever sends and does not read would wait for us as we for them.
    const signal = AbortSignal.any([patience.signal, AbortSignal.timeout(patience.silenceMs)]);
    await once(out, 'drain', { signal }).catch(() => {
      const problem = `the verdicts were not read for ${patience.silenceMs} ms (BODY_TIMEOUT_MS): read while you send`;
      const error = new PushError(408, 'ANSWER_NOT_READ', problem);
      // There is no other way left to say it.
      out.destroy(error);
      throw error;
    });
  };
  const end = (last: object) => {
    if (!out.destroyed) out.end(`${JSON.stringify(last)}\n`);
    return reply;
  };
  return {
    tell: (verdicts, acknowledged) =>
      write(
        ...verdicts.map(({ line, verdict, reason }) =>
          reason === null ? { line, verdict } : { line, verdict, reason },
        ),
        { acknowledged },
      ),
    done: (summary) => end({ summary }),
    failed: (_status, _headers, body) => end(body),
  };
}
