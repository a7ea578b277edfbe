import type { IncomingRequest } from '../ingest/incoming.type.ts';
import type { Reader } from '../ingest/readers/reader.type.ts';
import type { SessionsConfig } from '../ingest/session-key/sessions-config.ts';
import { KeySuggester, type Suggestion, WORTH_PROPOSING } from '../ingest/suggest/suggest-keys.ts';

/** Requests of a file that are looked at: enough to see what names somebody, and no burden to an import of millions. */
const LOOKED_AT = 5_000;
const NAMED = 3;

/**
 * Looks, while a file is imported, which of its parameters name the user and the role of a request, where nothing is configured that
 * does and the requests do not say it themselves. It takes none of them: a name is a decision.
 */
export class NameProposals {
  private readonly suggester = new KeySuggester();
  private looked = 0;
  private readonly missing: { user: boolean; role: boolean };

  constructor({ context }: Pick<SessionsConfig, 'context'>) {
    const isMissing = (type: 'user' | 'role') => context.every((parameter) => parameter.type !== type);
    this.missing = { user: isMissing('user'), role: isMissing('role') };
  }

  /** The same reader, its first requests seen. */
  watch(reader: Reader): Reader {
    if (!this.missing.user && !this.missing.role) return reader;
    const look = (request: IncomingRequest) => this.look(request);
    return {
      format: reader.format,
      byLine: reader.byLine,
      detect: (head) => reader.detect(head),
      async *read(input, facts) {
        for await (const record of reader.read(input, facts)) {
          if ('request' in record) look(record.request);
          yield record;
        }
      },
    };
  }

  /** In a sentence each: what to configure. */
  sentences(): string[] {
    const { users, roles } = this.suggester.result();
    return [
      ...(this.missing.user ? sentenceFor('user', users, this.looked) : []),
      ...(this.missing.role ? sentenceFor('role', roles, this.looked) : []),
    ];
  }

  private look(request: IncomingRequest): void {
    if (this.looked >= LOOKED_AT) return;
    this.looked += 1;
    // What the source says itself needs no parameter.
    if (request.user !== null) this.missing.user = false;
    if (request.role !== null) this.missing.role = false;
    this.suggester.add(request);
  }
}

function sentenceFor(type: 'user' | 'role', found: readonly Suggestion[], requests: number): string[] {
  const worth = found.filter(({ score }) => score >= WORTH_PROPOSING).slice(0, NAMED);
  if (worth.length === 0) return [];
  const places = worth.map(({ source, name, token, requests: having }) => {
    const place = `${source} ${name}${token ? ` in ${token.source} ${token.name}` : ''}`;
    return `${place} (in ${Math.round((having / requests) * 100)} % of requests)`;
  });
  return [
    `no ${type} is configured, and none was taken: ${places.join(', ')} may name it; suggest-keys says how to configure it`,
  ];
}
