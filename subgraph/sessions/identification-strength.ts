/** How surely the requests of a session are those of one actor. */
export enum IdentificationStrength {
  STRONG = 'STRONG',
  MODERATE = 'MODERATE',
  WEAK = 'WEAK',
  NONE = 'NONE',
}

/** By what the key of a session was made from. */
export function strengthOf(identifiedBy: readonly { name: string; source: string }[]): IdentificationStrength {
  const isAddress = identifiedBy.some(({ name, source }) => source === 'CONNECTION' && name === 'ip');
  const isAgent = identifiedBy.some(({ name, source }) => source === 'REQUEST_HEADER' && name === 'User-Agent');
  const isPerson = identifiedBy.some(
    ({ name, source }) => (source === 'CONNECTION' && name === 'user') || (source === 'REQUEST_JWT' && name === 'sub'),
  );
  if (isPerson || (isAddress && isAgent)) return IdentificationStrength.MODERATE;
  if (isAddress || isAgent) return IdentificationStrength.WEAK;
  return identifiedBy.length > 0 ? IdentificationStrength.STRONG : IdentificationStrength.NONE;
}
