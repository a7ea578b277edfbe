import type { Scope } from '../auth/scope.type.ts';

/** What an operation was refused to read, with the scope that it lacked. */
export class RefusedReads {
  readonly scopes = new Map<string, Scope>();

  /** @param place such as `Request.query`, or an argument; places of lists are one place */
  note(place: string, scope: Scope): void {
    this.scopes.set(place.replaceAll(/\[\d+\]/g, '[]'), scope);
  }
}
