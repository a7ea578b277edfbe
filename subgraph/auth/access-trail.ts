import { log } from '../logging/log.ts';
import type { Identity } from './identity.ts';
import { OnceAMinute } from './once-a-minute.ts';

/** What is kept of somebody who came in, or was not let in. */
export interface AccessEvent {
  actor: string;
  /** Such as useAccessToken. */
  operation: string;
  /** Such as `token:<id>`. */
  subject: string;
  input: object;
  /** Why it was refused; null: it was granted. */
  refusal: string | null;
}

/** Writes an event into the audit trail of a tenant. */
export type WriteAccess = (tenant: string, event: AccessEvent) => Promise<void>;

/**
 * The trail of who came in. What is refused is kept once a minute and kind, for whoever is refused tries again: for the log, and in the audit trails
 * of the tenants whose identity it was, where it is known.
 */
export class AccessTrail {
  private readonly once = new OnceAMinute();

  constructor(private readonly write: WriteAccess) {}

  async granted(identity: Pick<Identity, 'tenants' | 'actor'>, event: Omit<AccessEvent, 'actor' | 'refusal'>) {
    for (const tenant of identity.tenants) await this.write(tenant, { ...event, actor: identity.actor, refusal: null });
  }

  /** Of somebody whom we know. Whether it can be written or not, they are refused. */
  async refused(
    { tenants, actor }: Pick<Identity, 'tenants' | 'actor'>,
    event: Omit<AccessEvent, 'actor'> & { refusal: string },
  ): Promise<void> {
    if (this.once.times(`${event.subject} ${event.refusal}`) === null) return;
    for (const tenant of tenants) {
      await this.write(tenant, { ...event, actor }).catch((error: Error) =>
        log.error('the audit trail has not who was refused', error),
      );
    }
  }

  /** For the operator, who may know the address. */
  logRefused(reason: string, address: string): void {
    const times = this.once.times(reason);
    if (times === null) return;
    const more = times > 0 ? `, and ${times} others since the last such line` : '';
    log.warn(`sign-in refused: ${reason}, from ${address}${more}`);
  }
}
