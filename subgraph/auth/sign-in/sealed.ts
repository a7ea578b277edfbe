import { hkdfSync } from 'node:crypto';
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose';

/** What a text is for: one that was sealed for something else is not opened. */
type Purpose = 'sign-in' | 'openid';

/** Texts that only this server can read and make, for browsers to keep. */
export class Sealed {
  private readonly key: Uint8Array;

  /** @param secret the server's; all servers of a store have the same, and open what another sealed */
  constructor(secret: string) {
    this.key = new Uint8Array(hkdfSync('sha256', secret, '', 'api-sessions cookies', 32));
  }

  seal(purpose: Purpose, content: JWTPayload, until: Date): Promise<string> {
    return new EncryptJWT(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: purpose })
      .setExpirationTime(until)
      .encrypt(this.key);
  }

  /** Null: not sealed here for this, changed, or over. */
  async open(purpose: Purpose, text: string): Promise<JWTPayload | null> {
    const options = { typ: purpose, keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
    return jwtDecrypt(text, this.key, { ...options, requiredClaims: ['exp'] }).then(
      ({ payload }) => payload,
      () => null,
    );
  }
}
