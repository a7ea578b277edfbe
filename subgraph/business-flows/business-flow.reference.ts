import type { Context } from '../context.ts';
import type { BusinessFlow } from './business-flow.type.ts';

/** A business flow by its code; null: it does not exist, or does no longer. */
export async function findBusinessFlow(code: string, { loaders }: Context): Promise<BusinessFlow | null> {
  return (await loaders.allFlows()).find((flow) => flow.code === code) ?? null;
}
