/** The server wants to know who is asking. */
export const wantsSignIn = (status: number | undefined, codes: readonly unknown[]): boolean =>
  status === 401 || status === 403 || codes.includes('UNAUTHENTICATED');
