/**
 * Networks of companies that rent out machines, by the number of their autonomous system as the registries have it: requests
 * of these come from programs more often than from people. A network of people (an access provider) gives no tag.
 */
export const HOSTING_NETWORKS: ReadonlyMap<number, string> = new Map([
  [14618, 'aws'],
  [16509, 'aws'],
  [8075, 'azure'],
  [396982, 'gcp'],
  [14061, 'digitalocean'],
  [16276, 'ovh'],
  [24940, 'hetzner'],
  [213230, 'hetzner'],
  [63949, 'linode'],
  [37963, 'alibaba'],
  [45102, 'alibaba'],
  [45090, 'tencent'],
  [132203, 'tencent'],
  [31898, 'oracle'],
  [20473, 'vultr'],
  [51167, 'contabo'],
  [28753, 'leaseweb'],
  [60781, 'leaseweb'],
  [12876, 'scaleway'],
]);
