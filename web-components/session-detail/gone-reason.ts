import { SessionAvailabilityDocument } from '../data/documents.generated.ts';
import { QueryController, type QueryHost } from '../data/query-controller.ts';
import type { DetailTerms } from '../i18n/detail.en.ts';

/** Why a session is not there: it is older than everything that is kept, or was never seen. Asked once it is gone. */
export class GoneReason {
  private readonly state;

  constructor(host: QueryHost, goneId: () => string | null) {
    this.state = new QueryController(host, () => {
      const sessionId = goneId();
      return sessionId === null
        ? null
        : { query: SessionAvailabilityDocument, variables: { targets: [{ sessionId }] } };
    });
  }

  text(words: DetailTerms): string {
    const state = this.state.data?.sessionAvailability?.[0]?.state;
    if (state === 'EXPIRED') return words.sessionExpired;
    return state === 'UNKNOWN' ? words.sessionUnknown : words.sessionGone;
  }
}
