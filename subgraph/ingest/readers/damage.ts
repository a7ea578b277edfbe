/** The bytes of the input cannot be read to their end. Readers make one rejected record of it. */
export class DamagedInput extends Error {
  override readonly name = 'DamagedInput';
}

/** What zlib found wrong, as damage of the file. */
export function damaged(error: Error): DamagedInput {
  return 'code' in error && error.code === 'Z_BUF_ERROR'
    ? new DamagedInput('the gzip file ends too early: it was cut, get it again')
    : new DamagedInput(`the gzip file is damaged (${error.message}): get it again`);
}

/** What is wrong with the input when an error came from its bytes; null: the error is another one (a disk, a bug). */
export function damageOf(error: unknown): string | null {
  if (error instanceof DamagedInput) return error.message;
  const zlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  return zlib ? damaged(error).message : null;
}
