import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadByKey, loadLists } from '../graphql/loader.ts';
import { type DenylistRow, findActiveEntries, findEntriesOfKeys } from './blocks/denylist.repository.ts';
import { findRules, findRulesOfRequests, type RuleRow } from './rules/rule.repository.ts';

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
    /** A rule by id; null: there is none. */
    rule: loadByKey<string, RuleRow>(
      (ids) => findRules(prisma, tenant, ids),
      (id) => id,
      (row) => row.id,
    ),
    /** The rules made from a request, newest first. */
    rulesOfRequest: loadLists<string, RuleRow>(
      (ids) => findRulesOfRequests(prisma, tenant, ids),
      (id) => id,
      (row) => row.requestId,
    ),
  };
}
