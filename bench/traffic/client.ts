import { Random } from './random.ts';
import * as world from './world.ts';

/** What all requests of a client have in common. */
export interface Client {
  sid: string;
  ip: string;
  country: string | null;
  tags: readonly string[];
  host: string;
  application: string;
  protocol: string;
  agent: string;
  user: string | null;
  role: string | null;
  /** What this client tries; null: it means no harm. */
  attack: { type: string; id: string } | null;
}

/** Requests of attackers that carry their attack. */
export const ATTACK_SHARE = 0.3;
const ATTACKER_SHARE = 0.04;
const USER_SHARE = 0.7;
/** Many clients share one, as behind the router of an office. */
const ADDRESSES = 20_000;
const USERS = 50_000;

/** The same client on each of its days. */
export function clientOf(seed: number, tenant: string, name: string, isBot: boolean): Client {
  const random = new Random(seed, tenant, 'client', name);
  const address = random.rank(ADDRESSES);
  const user = random.chance(USER_SHARE) && !isBot ? userOf(random) : null;
  const type = random.chance(ATTACKER_SHARE) ? random.pick(world.ATTACKS) : null;
  // Behavioural attacks are few and long, others are found client by client.
  const id = type === 'scanner' || type === 'brute' ? `${type}-${random.rank(40)}` : `${type}-${name}`;
  return {
    sid: `${name}-${random.below(2 ** 32).toString(36)}`,
    ip: `10.${address >> 8}.${address & 255}.${1 + random.below(2)}`,
    country: random.pick(world.COUNTRIES),
    tags: random.pick(world.SOURCE_TAGS),
    host: world.HOSTS[random.rank(world.HOSTS.length)]!,
    application: world.APPLICATIONS[random.rank(world.APPLICATIONS.length)]!,
    protocol: random.pick(world.PROTOCOLS),
    agent: isBot ? world.AGENTS[4]! : world.AGENTS[random.rank(world.AGENTS.length)]!,
    user,
    role: user === null ? null : random.pick(world.ROLES),
    attack: type === null ? null : { type, id },
  };
}

function userOf(random: Random): string {
  const first = world.FIRST_NAMES[random.rank(world.FIRST_NAMES.length)]!;
  const last = world.LAST_NAMES[random.rank(world.LAST_NAMES.length)]!;
  return `${first}.${last}${random.rank(USERS)}@example.com`;
}
