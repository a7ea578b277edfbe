import type { SessionRowFragment } from '../data/documents.generated.ts';
import type { Pivot } from '../pivots/pivot.ts';

type Counted = Pick<SessionRowFragment, 'requestCount' | 'ips' | 'hosts' | 'topEndpoints'>;

/** Whether every request of the session has a value: only that changes nothing then, and leaving it out leaves nothing. */
export function isEverywhere({ filter, value }: Pivot, { requestCount, ips, hosts, topEndpoints }: Counted): boolean {
  const inAll = (counted: { readonly requestCount: number } | undefined) => counted?.requestCount === requestCount;
  if (filter === 'ip') return inAll(ips.find(({ address }) => address === value));
  if (filter === 'host') return inAll(hosts.find(({ host }) => host === value));
  if (filter === 'endpoint-id') return inAll(topEndpoints.find(({ summary }) => summary.id === value));
  // The one session is what is open.
  return filter === 'session';
}
