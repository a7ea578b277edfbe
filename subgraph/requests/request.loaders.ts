import DataLoader from 'dataloader';
import { inTurns } from '../db/in-turns.ts';
import { partKey, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { AnswerMeter } from '../graphql/cost/answer-meter.ts';
import { loadByKey, loadGrouped, loadLists } from '../graphql/loader.ts';
import { oneObject } from '../graphql/one-object.ts';
import type { SelectedFields } from '../graphql/selected-fields.ts';
import {
  type AttackRequestsRead,
  countNewerOfAttacks,
  countRequestsOfAttacks,
  findRequestsOfAttacks,
} from './attack-requests.repository.ts';
import {
  type ContentRow,
  countBefore,
  countRequestsOfParts,
  type DetectionRow,
  findContents,
  findDetections,
  findRequests,
  findRequestsOfParts,
  type RequestKey,
  type RequestListQuery,
  type RequestPlace,
  type RequestRow,
} from './request.repository.ts';
import { type Request, type SessionParameter, toRequest } from './request.type.ts';
import {
  findParameterSets,
  type ParameterSetKey,
  type ParameterSetRow,
  parameterSetKey,
} from './request-parameters.repository.ts';

/** A list of requests as a session asks for it; the tenant is the loader's. */
export interface RequestListKey {
  part: SessionPart;
  query: Omit<RequestListQuery, 'tenant'>;
}

interface RequestPageKey extends RequestListKey {
  place: RequestPlace | null;
  backwards: boolean;
  limit: number;
  /** Rows to leave out, for a page that is known by number. */
  offset: number;
}

/** Rows of requests, and contents, that one statement reads: so much is in memory before it is known how large they are. */
const ROWS_PER_STATEMENT = 2_500;
const CONTENTS_PER_STATEMENT = 50;

/** Loaders of requests and what belongs to them. The same list of many sessions is one query. */
export function createRequestLoaders(
  prisma: PrismaClient,
  answer: AnswerMeter,
  selected: SelectedFields,
  tenant: string,
  totalBound: number,
) {
  const requestKey = ({ key, day, id }: RequestKey) => JSON.stringify([key, day, id]);
  const sharedParameters = loadByKey<ParameterSetKey, ParameterSetRow>(
    (keys) => inTurns(keys, ROWS_PER_STATEMENT, (some) => findParameterSets(prisma, tenant, some)),
    parameterSetKey,
    parameterSetKey,
  );
  return {
    /** The request of a row: however it was reached, one object. */
    oneRequest: oneObject<RequestRow, Request>(({ id }) => id, toRequest),
    /** A request by id; null: there is none. */
    request: loadByKey<string, RequestRow>(
      (ids) => inTurns(ids, ROWS_PER_STATEMENT, (some) => findRequests(prisma, selected, tenant, some)),
      (id) => id,
      (row) => row.id,
    ),
    /** The rows of a page of a session's requests, nearest first. */
    requestPage: loadGrouped<RequestPageKey, RequestRow[]>(
      ({ query, place, backwards, limit }) => JSON.stringify([query, place, backwards, limit]),
      (key) => `${partKey(key.part)} ${JSON.stringify(key)}`,
      (keys) => {
        const { query, place, backwards, limit } = keys[0]!;
        return inTurns(keys, Math.ceil(ROWS_PER_STATEMENT / limit), async (some) => {
          const parts = some.map(({ part }) => part);
          const page = { place, backwards, limit, offsets: some.map(({ offset }) => offset) };
          const rows = await findRequestsOfParts(prisma, selected, { ...query, tenant }, parts, page);
          const pages: RequestRow[][] = some.map(() => []);
          for (const row of rows) pages[row.n - 1]!.push(row);
          return pages;
        });
      },
    ),
    /** Number of requests of a list, at most one more than the bound. */
    requestCount: loadGrouped<RequestListKey, number>(
      ({ query: { period, filter } }) => JSON.stringify([period, filter]),
      (key) => `${partKey(key.part)} ${JSON.stringify([key.query.period, key.query.filter])}`,
      (keys) =>
        countRequestsOfParts(
          prisma,
          { ...keys[0]!.query, tenant },
          keys.map(({ part }) => part),
          totalBound,
        ),
    ),
    /** Number of requests of a list that stand before a place of it. */
    requestsBefore: loadGrouped<RequestListKey & { place: RequestPlace }, number>(
      ({ query }) => JSON.stringify(query),
      (key) => `${partKey(key.part)} ${JSON.stringify([key.query, key.place])}`,
      (keys) => countBefore(prisma, { ...keys[0]!.query, tenant }, keys),
    ),
    /** The rows of a page of an attack's requests, nearest first. */
    attackRequestPage: loadGrouped<AttackRequestsRead, RequestRow[]>(
      ({ backwards }) => String(backwards),
      (read) => JSON.stringify(read),
      async (reads) => {
        answer.addLists(reads.length);
        return findRequestsOfAttacks(prisma, selected, tenant, reads);
      },
    ),
    /** Number of requests of an attack, at most one more than the bound. */
    attackRequestCount: new DataLoader<string, number>(async (ids) => {
      answer.addLists(ids.length);
      return countRequestsOfAttacks(prisma, tenant, ids, totalBound);
    }),
    /** Number of requests of an attack that are newer than a place among them. */
    attackRequestsBefore: new DataLoader<{ attackId: string; place: RequestPlace }, number, string>(
      (places) => countNewerOfAttacks(prisma, tenant, places),
      { cacheKeyFn: (key) => JSON.stringify(key) },
    ),
    /** Detections of a request, in the order of their source. */
    detections: loadLists<RequestKey, DetectionRow>(
      (keys) => inTurns(keys, ROWS_PER_STATEMENT, (some) => findDetections(prisma, tenant, some)),
      ({ id }) => id,
      (row) => row.requestId,
    ),
    /** What identifies session, user and role of a request. */
    async parametersOf({ day, parameterSet }: RequestRow): Promise<SessionParameter[]> {
      if (parameterSet === null) return [];
      const shared = await sharedParameters.load({ day, parameterSet });
      // Objects of this request alone: the audit trail tells by them whose values were shown.
      return (shared?.parameters ?? []).map((each) => ({ ...each }));
    },
    /** Stored headers and bodies; null: none. */
    content: loadByKey<RequestKey, ContentRow & { key: string }>(
      async (keys) => {
        const byId = new Map(keys.map((key) => [key.id, requestKey(key)]));
        const rows = await inTurns(keys, CONTENTS_PER_STATEMENT, (some) => findContents(prisma, tenant, some));
        return rows.map((row) => ({ ...row, key: byId.get(row.requestId)! }));
      },
      requestKey,
      (row) => row.key,
    ),
  };
}
