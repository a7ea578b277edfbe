import { createHash } from 'node:crypto';

/** The same endpoint has the same id whatever was imported before it, so that imports need not look it up. */
export function endpointId(tenant: string, method: string, host: string | null, pathTemplate: string): string {
  return createHash('sha256')
    .update(JSON.stringify([tenant, method, host, pathTemplate]))
    .digest('base64url')
    .slice(0, 22);
}
