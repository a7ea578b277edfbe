import { toAttackType } from '../attacks/attack-type.type.ts';
import type { Context } from '../context.ts';
import type { Dimension } from '../filters/dimensions.ts';
import type { Lazy } from '../graphql/connection.type.ts';

const NO_VALUE: Partial<Record<Dimension, string>> = {
  STATUS: 'no response',
  STATUS_CLASS: 'no response',
  BUSINESS_FLOW: 'no flow',
  ENDPOINT_KIND: 'not known',
  ROGUE: 'not evaluated',
};

/** What a person calls the metrics by which responses stand out. */
export const DEVIATION_LABELS: Record<string, string> = { DURATION: 'Slow response', SIZE: 'Large response' };

/** What a person calls a value of a dimension, in English. */
export function labelOf(context: Context, dimension: Dimension, value: string | null): Lazy<string> {
  if (value === null) return NO_VALUE[dimension] ?? 'no value';
  switch (dimension) {
    case 'ATTACK_TYPE':
      return toAttackType(value).label;
    case 'DEVIATION':
      return DEVIATION_LABELS[value] ?? value;
    case 'STATUS_CLASS':
      return `${value}xx`;
    case 'BUSINESS_FLOW':
      return async () => (await context.loaders.flows([value]))[0]!.label;
    case 'ENDPOINT':
      return async () => {
        const { method, host, pathTemplate } = await context.loaders.endpoint(value);
        return `${method} ${host ?? ''}${pathTemplate}`;
      };
    default:
      return value;
  }
}
