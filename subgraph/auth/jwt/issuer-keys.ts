import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { log } from '../../logging/log.ts';
import { Refusal } from '../refusal.ts';

/** How long, in milliseconds. */
export interface KeyPatience {
  /** Keys are used without a look at whether there are others. */
  fresh: number;
  /** Keys are used while the issuer does not give others: after that it may have withdrawn them, and nobody would know. */
  old: number;
  /** Between two looks because of a key that is not among them: whoever makes keys up does not make us ask for each. */
  pause: number;
  /** Between two looks when the last one failed. */
  retry: number;
  /** The issuer may take for an answer. */
  answer: number;
}

export const KEY_PATIENCE: KeyPatience = { fresh: 600_000, old: 3_600_000, pause: 30_000, retry: 1_000, answer: 5_000 };

/**
 * The public keys of an issuer. They are read when the first token comes; then beside the questions, which wait for them only where
 * there are none, or none of those fits.
 */
export class IssuerKeys {
  private readonly set;
  private readAt = Number.NEGATIVE_INFINITY;
  private triedAt = Number.NEGATIVE_INFINITY;
  private hasFailed = false;
  private reading: Promise<void> | null = null;

  constructor(
    url: URL,
    private readonly patience: KeyPatience = KEY_PATIENCE,
    private readonly now: () => number = Date.now,
  ) {
    // When to read is decided here.
    const never = Number.POSITIVE_INFINITY;
    this.set = createRemoteJWKSet(url, {
      cacheMaxAge: never,
      cooldownDuration: never,
      timeoutDuration: patience.answer,
    });
  }

  /** For `jwtVerify`. @throws Refusal: they cannot be read */
  readonly get: JWTVerifyGetKey = async (header, token) => {
    const age = this.now() - this.readAt;
    if (age > this.patience.old) await this.read();
    // A failure is said when it matters.
    else if (age > this.patience.fresh) this.read().catch(() => {});
    try {
      return await this.set(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // Changed by the issuer, perhaps.
      if (!this.isAllowed(this.patience.pause)) throw this.hasFailed ? unavailable() : error;
      await this.read();
      return this.set(header, token);
    }
  };

  private isAllowed(pause: number): boolean {
    return this.reading !== null || this.now() - this.triedAt >= (this.hasFailed ? this.patience.retry : pause);
  }

  /** Whoever comes meanwhile waits for the same answer. */
  private async read(): Promise<void> {
    if (!this.isAllowed(0)) throw unavailable();
    this.triedAt = this.now();
    this.reading ??= this.set
      .reload()
      .then(() => {
        this.readAt = this.now();
        this.say(false);
      })
      .catch((error: Error) => {
        this.say(true, error);
        throw unavailable();
      })
      .finally(() => {
        this.reading = null;
      });
    return this.reading;
  }

  /** Once when it begins, and once when it is over. */
  private say(hasFailed: boolean, error?: Error): void {
    if (hasFailed !== this.hasFailed) {
      if (hasFailed) log.error('the keys of the issuer (SESSIONS_JWT_JWKS_URL) cannot be read', error);
      else log.warn('the keys of the issuer are read again');
    }
    this.hasFailed = hasFailed;
  }
}

const unavailable = () =>
  new Refusal(
    503,
    'KEYS_UNAVAILABLE',
    'the keys of the issuer of this token cannot be read at the moment: ask again in a while',
  );
