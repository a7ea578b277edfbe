import { pause } from '../../shared/pause.ts';
import type { PluginHost } from '../plugin.ts';
import type { Rule } from './made-rule.ts';

/** A receiver mostly answers at once; one that has not by then is not waited for. */
const PAUSES_MS = [2_000, 3_000, 10_000];

export const STATES = 'query RuleStates($id: ID!) { request(id: $id) { id rules(first: 200) { id state } } }';

/** Rules that were seen waiting, by the place that shows them. */
const followed = new WeakMap<PluginHost, Set<string>>();

/** Looks a few times whether waiting rules of a request were answered, and has it read anew then; ends with its place. */
export function followWaiting(rules: readonly Rule[], requestId: string, host: PluginHost): void {
  const known = followed.get(host) ?? new Set();
  followed.set(host, known);
  const waiting = rules.flatMap(({ id, state }) => (state === 'PENDING' && !known.has(id) ? [id] : []));
  for (const id of waiting) known.add(id);
  if (waiting.length > 0) follow(waiting, requestId, host);
}

async function follow(waiting: readonly string[], requestId: string, host: PluginHost): Promise<void> {
  let left = waiting;
  for (const ms of PAUSES_MS) {
    if (!(await pause(ms, host.signal))) return;
    const still = await waitingOf(requestId, host);
    if (host.signal.aborted) return;
    const before = left.length;
    if (still) left = left.filter((id) => still.includes(id));
    if (left.length < before) host.refresh();
    if (left.length === 0) return;
  }
}

/** Undefined: nobody could say, and nobody has asked. */
async function waitingOf(id: string, host: PluginHost): Promise<readonly string[] | undefined> {
  try {
    const { request } = await host.query<{ request: { rules: Pick<Rule, 'id' | 'state'>[] } | null }>(
      STATES,
      { id },
      { fresh: true },
    );
    return request?.rules.flatMap((rule) => (rule.state === 'PENDING' ? [rule.id] : []));
  } catch {
    return undefined;
  }
}
