import type { Context } from '../context.ts';
import type { Request } from './request.type.ts';

/** A request by its id; null: unknown, or no longer kept. */
export async function findRequest(id: string, { loaders }: Context): Promise<Request | null> {
  const row = await loaders.request.load(id);
  return row && loaders.oneRequest(row);
}
