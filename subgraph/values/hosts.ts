/**
 * The one spelling of a host: lower case, without the ports 80 and 443 and a final dot; null: there is none. Any other
 * character stays, also one that no host name may have: attackers write them, analysts must see them.
 */
export function normaliseHost(host: string): string | null {
  return (
    host
      .trim()
      .toLowerCase()
      .replace(/:(?:80|443)$/, '')
      .replace(/\.(?=:\d+$|$)/, '') || null
  );
}
