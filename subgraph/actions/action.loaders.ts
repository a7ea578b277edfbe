import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadByKey, loadGrouped, loadLists } from '../graphql/loader.ts';
import { type DenylistRow, findActiveEntries, findEntriesOfKeys } from './blocks/denylist.repository.ts';
import { findRules, findRulesOfRequests, type RuleRow } from './rules/rule.repository.ts';
import {
  findVerdicts,
  findVerdictsOfSessions,
  type SessionVerdictRow,
  type VerdictRow,
} from './verdicts/verdict.repository.ts';

/** Loaders of what people did about sessions and requests. */
export function createActionLoaders(prisma: PrismaClient, tenant: string) {
  return {
    /** The denylist entry in force of a session key; null: it is not blocked. */
    denylistEntry: loadByKey<string, DenylistRow>(
      (keys) => findActiveEntries(prisma, tenant, keys),
      (key) => key,
      (row) => row.sessionKey,
    ),
    /** All denylist entries of a session key, newest first. */
    denylistHistory: loadLists<string, DenylistRow>(
      (keys) => findEntriesOfKeys(prisma, tenant, keys),
      (key) => key,
      (row) => row.sessionKey,
    ),
    /** The verdict in force on an attack; null: nobody has judged it. */
    attackVerdict: loadByKey<string, VerdictRow>(
      (ids) => findVerdicts(prisma, tenant, ids),
      (id) => id,
      (row) => row.attackId,
    ),
    /** The verdicts in force on the attacks of a session part, newest first. */
    sessionVerdicts: loadLists<{ key: string; date: string }, SessionVerdictRow>(
      (parts) => findVerdictsOfSessions(prisma, tenant, parts),
      ({ key, date }) => `${key}.${date}`,
      ({ sessionKey, date }) => `${sessionKey}.${date}`,
    ),
    /** A rule by id; null: there is none. */
    rule: loadByKey<string, RuleRow>(
      (ids) => findRules(prisma, tenant, ids),
      (id) => id,
      (row) => row.id,
    ),
    /** The `first` rules made from a request, newest first. */
    rulesOfRequest: loadGrouped<{ id: string; first: number }, RuleRow[]>(
      ({ first }) => String(first),
      ({ id, first }) => `${first} ${id}`,
      async (asked) => {
        const ids = asked.map(({ id }) => id);
        const rows = await findRulesOfRequests(prisma, tenant, ids, asked[0]!.first);
        return ids.map((id) => rows.filter(({ requestId }) => requestId === id));
      },
    ),
  };
}
