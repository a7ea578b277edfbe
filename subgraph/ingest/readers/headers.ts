import type { IncomingHeader } from '../incoming.type.ts';

export function header(headers: readonly IncomingHeader[], name: string): string | null {
  const lower = name.toLowerCase();
  return headers.find((h) => h.name.toLowerCase() === lower)?.value ?? null;
}

/** Size of a response by its headers: not that of HEAD, 204 and 304, which have no body whatever they announce. */
export function announcedSize(
  method: string,
  status: number | null,
  headers: readonly IncomingHeader[],
): number | null {
  if (method === 'HEAD' || status === 204 || status === 304) return null;
  const value = header(headers, 'content-length')?.trim() ?? '';
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}
