import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Identity } from '../identity.ts';
import { Refusal, unauthenticated } from '../refusal.ts';
import { identityOfClaims } from './claims.ts';
import { IssuerKeys, type KeyPatience } from './issuer-keys.ts';
import type { JwtSettings } from './jwt-env.ts';

/** Types of tokens that are for whom they ask: not those of a logout, or of a proof of possession. */
const TYPES = ['jwt', 'at+jwt'];

/** Believes the tokens of one issuer. */
export class JsonWebTokens {
  private readonly keys: IssuerKeys;

  constructor(
    private readonly settings: JwtSettings,
    patience?: KeyPatience,
  ) {
    this.keys = new IssuerKeys(settings.jwksUrl, patience);
  }

  /** @throws Refusal that says what is wrong with it */
  async identityOf(token: string): Promise<Identity> {
    const claims = await this.claimsOf(token, this.settings.audiences);
    return { proof: 'jwt', ...identityOfClaims(claims, this.settings.claims) };
  }

  /** Whom a token that the issuer gave us ourselves names. @param audience what we are called there */
  async identityOfIdToken(token: string, audience: string): Promise<Identity> {
    const claims = await this.claimsOf(token, [audience]);
    return { proof: 'signIn', ...identityOfClaims(claims, this.settings.claims) };
  }

  private async claimsOf(token: string, audiences: readonly string[]): Promise<JWTPayload> {
    const { issuer, algorithms, clockSkewSeconds } = this.settings;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys.get, {
        issuer,
        audience: [...audiences],
        algorithms: [...algorithms],
        clockTolerance: clockSkewSeconds,
        requiredClaims: ['exp'],
      });
      const type = (protectedHeader.typ ?? 'JWT').toLowerCase().replace(/^application\//, '');
      if (!TYPES.includes(type)) throw unauthenticated('this token is of a type that is not for asking');
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

const CLAIMS: Record<string, string> = {
  iss: 'this token is of another issuer',
  aud: 'this token is for another audience',
  nbf: 'this token is not valid yet',
  exp: 'this token does not say when it expires',
};

/** What is wrong, in a word; nothing of keys, and nothing of what would be right. */
function refusalOf(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  if (error instanceof errors.JWTExpired) return unauthenticated('this token has expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return unauthenticated(CLAIMS[error.claim] ?? 'a claim of this token is not right');
  }
  if (error instanceof errors.JOSEAlgNotAllowed)
    return unauthenticated('the algorithm of this token is not allowed here');
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return unauthenticated('the signature of this token is not right');
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return unauthenticated('the key of this token is none of the issuer');
  }
  return error instanceof errors.JOSEError ? unauthenticated('this token is not known here') : error;
}
