// The attacks peer, over attacks.ndjson.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageOf, recordsOf, serveSubgraph } from '../shared/subgraph.mjs';

const FOLDER = import.meta.dirname;

const attacks = recordsOf(readFileSync(join(FOLDER, 'attacks.ndjson'), 'utf8'))
  .map(({ at, payload, point, stamps, ...attack }) => ({
    ...attack,
    falsePositive: false,
    details: { payload, point, stamps },
    comment: null,
    firstSeenAt: at,
  }))
  .sort((a, b) => b.firstSeenAt.localeCompare(a.firstSeenAt) || a.id.localeCompare(b.id));
const byId = new Map(attacks.map((attack) => [attack.id, attack]));
const find = (id) => byId.get(id) ?? null;

await serveSubgraph('attacks', FOLDER, {
  Query: {
    attack: (_, { id }) => find(id),
    attacks: (_, { type, ...page }) => pageOf(type ? attacks.filter((attack) => attack.type === type) : attacks, page),
  },
  Mutation: {
    setAttackComment(_, { attackId, comment }) {
      const attack = find(attackId);
      if (attack) attack.comment = comment;
      return attack;
    },
  },
  Attack: { __resolveReference: ({ id }) => find(id) },
});
