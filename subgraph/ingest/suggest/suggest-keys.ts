import { createHash } from 'node:crypto';
import type { IncomingRequest } from '../incoming.type.ts';
import type { TokenPlace } from '../session-key/sessions-config.ts';
import { type Candidate, candidatesOf } from './candidates.ts';

/** A parameter, and how it is used in the requests that were looked at. Never a value of it. */
export interface Suggestion {
  source: Candidate['source'];
  name: string;
  token: TokenPlace | null;
  /** 0 to 1: how well it separates and persists; see docs/session-identification.md. */
  score: number;
  /** Requests that have it, and different values in them. */
  requests: number;
  values: number;
  /** Values that only one request has. */
  single: number;
  /** A parameter that changes less often, and says the same: this one is renewed inside it; null: none. */
  renewedInside: string | null;
}

export interface Suggestions {
  requests: number;
  /** The best first. */
  keys: Suggestion[];
  users: Suggestion[];
  roles: Suggestion[];
}

/** So many parameters are told apart, and so many values of each: names and values are a client's. */
const PARAMETERS = 2_000;
const VALUES = 50_000;
const LISTED = 10;
/** Below, a parameter is listed and not proposed. */
export const WORTH_PROPOSING = 0.2;

const USER = /(?:^|[._-])(?:user(?:_?name|_?id)?|login|e-?mail|account|sub|uid|preferred_username|upn|principal)$/i;
const ROLE = /(?:^|[._-])(?:roles?|scopes?|scp|groups?|permissions?|authorities)$/i;

interface Known extends Pick<Candidate, 'source' | 'name' | 'token'> {
  values: Map<string, number>;
  requests: number;
  /** Requests whose value looks as if a program had drawn it. */
  drawn: number;
}

/** Looks at requests one by one, and says which of their parameters would make sessions. Depends on these alone. */
export class KeySuggester {
  private requests = 0;
  private readonly known = new Map<string, Known>();
  /** Of each request the values of its drawn parameters: what says whether one is renewed inside another. */
  private readonly drawn: Map<string, string>[] = [];

  add(request: IncomingRequest): void {
    this.requests += 1;
    const drawn = new Map<string, string>();
    const seen = new Set<string>();
    for (const candidate of candidatesOf(request)) {
      const id = idOf(candidate);
      if (seen.has(id)) continue;
      seen.add(id);
      const known = this.knownOf(id, candidate);
      if (!known) continue;
      const value = digest(candidate.value);
      const isDrawn = looksDrawn(candidate.value);
      known.requests += 1;
      known.drawn += isDrawn ? 1 : 0;
      if (known.values.has(value) || known.values.size < VALUES)
        known.values.set(value, (known.values.get(value) ?? 0) + 1);
      if (isDrawn && candidate.source !== 'REQUEST_JWT') drawn.set(id, value);
    }
    if (this.drawn.length < VALUES && drawn.size > 0) this.drawn.push(drawn);
  }

  result(): Suggestions {
    const all = [...this.known.entries()].map(([id, known]) => ({ id, known, score: this.scoreOf(known) }));
    const keys = all
      .filter(({ known, score }) => score > 0 && known.drawn * 2 > known.requests)
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, 3 * LISTED);
    const ranked = keys.map(({ id, known, score }) => {
      const outer = keys.find((other) => other.id !== id && this.isRenewedInside(id, other.id));
      return this.said(known, outer ? score / 2 : score, outer ? `${outer.known.source} ${outer.known.name}` : null);
    });
    const named = (pattern: RegExp) =>
      all.filter(({ known }) => pattern.test(known.name) && known.drawn * 2 <= known.requests);
    // One name for everybody is no user; a role may be everybody's.
    const users = named(USER).filter(({ score }) => score > 0);
    const roles = named(ROLE).map(({ known }) => this.said(known, known.requests / this.requests, null));
    return {
      requests: this.requests,
      keys: sorted(ranked),
      users: sorted(users.map(({ known, score }) => this.said(known, score, null))),
      roles: sorted(roles),
    };
  }

  private knownOf(id: string, { source, name, token }: Candidate): Known | null {
    const known = this.known.get(id);
    if (known || this.known.size >= PARAMETERS) return known ?? null;
    const made = { source, name, token, values: new Map(), requests: 0, drawn: 0 };
    this.known.set(id, made);
    return made;
  }

  /**
   * Coverage times separation times persistence. Separation: how likely two requests have different values, where half is as good as more.
   * Persistence: the share of requests that come after another one with their value.
   */
  private scoreOf({ values, requests }: Known): number {
    const counts = [...values.values()];
    const same = counts.reduce((sum, count) => sum + (count / requests) ** 2, 0);
    const separation = Math.min(1, 2 * (1 - same));
    const persistence = (requests - values.size) / requests;
    return Math.max(0, (requests / this.requests) * separation * persistence);
  }

  /** Each value of the one goes with one value of the other, which has fewer: it is renewed, and the other stays. */
  private isRenewedInside(id: string, outer: string): boolean {
    const [one, other] = [this.known.get(id)!, this.known.get(outer)!];
    if (other.values.size < 2 || other.values.size >= one.values.size || other.requests < one.requests * 0.9)
      return false;
    const first = new Map<string, string>();
    let both = 0;
    let fits = 0;
    for (const values of this.drawn) {
      const [inner, own] = [values.get(id), values.get(outer)];
      if (inner === undefined || own === undefined) continue;
      both += 1;
      const known = first.get(inner) ?? own;
      first.set(inner, known);
      fits += known === own ? 1 : 0;
    }
    return both >= one.requests * 0.5 && fits >= both * 0.95;
  }

  private said(
    { source, name, token, values, requests }: Known,
    score: number,
    renewedInside: string | null,
  ): Suggestion {
    const single = [...values.values()].filter((count) => count === 1).length;
    return {
      source,
      name,
      token,
      score: Math.round(score * 100) / 100,
      requests,
      values: values.size,
      single,
      renewedInside,
    };
  }
}

function sorted(all: Suggestion[]): Suggestion[] {
  return all.sort((a, b) => b.score - a.score || a.values - b.values || (a.name < b.name ? -1 : 1)).slice(0, LISTED);
}

function idOf({ source, name, token }: Candidate): string {
  return JSON.stringify([source, name, token?.source, token?.name]);
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url').slice(0, 12);
}

/** Long enough, and of letters and digits: nobody has typed it, and it is no address. */
function looksDrawn(value: string): boolean {
  return (
    value.length >= 12 && /\d/.test(value) && /[a-z]/i.test(value) && !/[@\s]|:\/\//.test(value.replace(/^\w+ /, ''))
  );
}
