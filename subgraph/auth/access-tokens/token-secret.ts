import { createHash, randomBytes } from 'node:crypto';

// The secret of an access token: what its holder sends. `asess_` and 64 hexadecimal digits, so that scanners of code and
// logs find one that leaked by /\basess_[0-9a-f]{64}\b/.

const SECRET = /^asess_[0-9a-f]{64}$/;

export const newSecret = (): string => `asess_${randomBytes(32).toString('hex')}`;

/** Whether a text can be one; others need not be looked for. */
export const isSecret = (text: string): boolean => SECRET.test(text);

/**
 * What is stored in its place. A fast hash is enough: it hides 256 random bits, which nobody finds by trying, however
 * fast. A slow one is for passwords that people choose, and would cost every request.
 */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
