import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadByKey, loadLists } from '../graphql/loader.ts';
import { findAttacks, findTypesOfAttacks, type KnownAttackRow } from './known-attack.repository.ts';

/** Loaders of attacks. Made for one operation: nothing read for one tenant meets another. */
export function createAttackLoaders(prisma: PrismaClient, tenant: string) {
  return {
    /** An attack as the detections of everything kept name it; null: none does. */
    knownAttack: loadByKey<string, KnownAttackRow>(
      (ids) => findAttacks(prisma, tenant, ids),
      (id) => id,
      (row) => row.id,
    ),
    /** Codes of the types of an attack, most detections first. */
    attackTypes: loadLists<string, { id: string; type: string }>(
      (ids) => findTypesOfAttacks(prisma, tenant, null, ids),
      (id) => id,
      (row) => row.id,
    ),
  };
}
