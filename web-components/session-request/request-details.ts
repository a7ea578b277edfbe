import type { RequestDetailQuery } from '../data/documents.generated.ts';

/** A request with everything that is known of it. */
export type RequestDetails = NonNullable<RequestDetailQuery['request']>;

/** As of when it is known what stands out, and how much is still to be judged. */
export type BaselineState = NonNullable<RequestDetailQuery['sessionBaselines']>;
