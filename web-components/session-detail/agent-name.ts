/** Browsers, in the order in which one claims to be the next; what people call each. */
const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Version', 'Safari'],
] as const;
const PRODUCT = /^[^\s/();]+(?:\/[^\s/();]+)?/;
const LONGEST = 40;

/**
 * What people call a user agent: the browser with its version, a crawler by its name, else the program that it names first.
 * Whoever sends it can call itself anything: it is a name, and no proof.
 */
export function agentName(text: string): string {
  const bot = /[^\s;(,/]*(?:bot|crawler|spider)[^\s;(),/]*(?:\/[\d.]*\d)?/i.exec(text)?.[0];
  if (bot) return cutAt(bot);
  if (text.startsWith('Mozilla/')) {
    for (const [product, name] of BROWSERS) {
      const version = new RegExp(` ${product}/(\\d+)`).exec(text)?.[1];
      if (version) return `${name} ${version}`;
    }
  }
  // `Mozilla/5.0 zgrab/0.x`: what follows says more than the claim in front.
  const named = text.replace(/^Mozilla\/[\d.]+\s+(?=[^\s(]+\/)/, '');
  return cutAt(PRODUCT.exec(named)?.[0] ?? named);
}

const cutAt = (text: string): string => {
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : text;
};
