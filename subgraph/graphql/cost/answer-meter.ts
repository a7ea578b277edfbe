import type { ApolloServerPlugin } from '@apollo/server';
import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';

/** What one answer may hold, and what may be read for it. */
export interface AnswerLimits {
  /** Objects, and values of lists. */
  objects: number;
  /** Characters of names and texts, as JSON spells them at least. */
  characters: number;
  /** Characters of the rows that are read for it, also of columns that it does not show. */
  charactersRead: number;
  /** Lists that are looked up for it: pages and numbers of sessions, and of the requests of attacks. Each is planned by itself. */
  lists: number;
}

/** For what is streamed, at any size. */
export const NO_ANSWER_LIMITS: AnswerLimits = {
  objects: Infinity,
  characters: Infinity,
  charactersRead: Infinity,
  lists: Infinity,
};

/** Measures what is read for an answer and what goes into it, and stops it at a limit: the second line after the cost. */
export class AnswerMeter {
  objects = 0;
  characters = 0;
  /** Of rows as the database gave them. */
  charactersRead = 0;
  lists = 0;
  /** What stopped it; null: nothing. */
  stopped: GraphQLError | null = null;

  constructor(private readonly limits: AnswerLimits) {}

  /** @throws what stopped it; then nothing more is to be done for the answer */
  check(): void {
    if (this.stopped) throw this.stopped;
  }

  /** @throws when the answer holds too much with it */
  add(objects: number, characters: number): void {
    this.check();
    this.objects += objects;
    this.characters += characters;
    if (this.objects > this.limits.objects || this.characters > this.limits.characters) this.stop();
  }

  /** @throws when too much was read with it */
  addRead(characters: number): void {
    this.charactersRead += characters;
    if (this.charactersRead > this.limits.charactersRead) this.stop();
  }

  /** @throws when too many are looked up with these */
  addLists(count: number): void {
    this.check();
    this.lists += count;
    if (this.lists > this.limits.lists) this.stop();
  }

  private stop(): never {
    const { objects, characters, lists } = this.limits;
    this.stopped = new GraphQLError(
      `the answer is too large: at most ${objects} objects, ${characters} characters and ${lists} lists of sessions are allowed: ask for smaller pages (first), for fewer fields, or in parts`,
      { extensions: { code: 'ANSWER_TOO_LARGE', limit: { objects, characters, lists }, http: { status: 400 } } },
    );
    throw this.stopped;
  }
}

/** Has every field of a schema measured as it is answered. The schema is changed. */
export function measureAnswers(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields()))
      field.resolve = measured(field.resolve ?? defaultFieldResolver);
  }
  return schema;
}

/** As much of a context as is looked at: the context itself measures by what stands here. */
interface Measured {
  answer: AnswerMeter;
}

type Resolve = GraphQLFieldResolver<unknown, Measured>;

/**
 * It rejects and never throws: graphql-js forgets the promises of the items of a list when a later item throws, and one of
 * them that is rejected then ends the process.
 */
function measured(resolve: Resolve): Resolve {
  return (source, args, context, info) => {
    const { answer } = context;
    if (answer.stopped) return Promise.reject(answer.stopped);
    const found = resolve(source, args, context, info);
    const name = String(info.path.key).length;
    if (typeof (found as PromiseLike<unknown> | null)?.then === 'function') {
      return (found as PromiseLike<unknown>).then((value) => weigh(value, name, answer));
    }
    try {
      return weigh(found, name, answer);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/** Quotes, colon and comma of a field, and a value that is no text. */
const SIGNS = 8;

function weigh(value: unknown, name: number, answer: AnswerMeter): unknown {
  if (typeof value === 'string') answer.add(0, name + SIGNS + value.length);
  else if (Array.isArray(value)) answer.add(value.length, name + SIGNS + textOf(value));
  else answer.add(value !== null && typeof value === 'object' ? 1 : 0, name + SIGNS);
  return value;
}

function textOf(values: readonly unknown[]): number {
  let characters = 0;
  for (const value of values) if (typeof value === 'string') characters += value.length + SIGNS;
  return characters;
}

/** Of an answer that was stopped, no part is sent: one error says why, in place of one for every field. */
export const refuseLargeAnswers: ApolloServerPlugin<Measured> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue, response }) {
        const { stopped } = contextValue.answer;
        if (!stopped || response.body.kind !== 'single') return;
        const { http: _, ...extensions } = stopped.extensions;
        response.http.status = 400;
        response.body.singleResult = { errors: [{ message: stopped.message, extensions }] };
      },
    };
  },
};
