import { Prisma } from '../generated/prisma/client.ts';

/** A piece of SQL with its parameters; pieces nest, and values never become part of the text. */
export type Sql = Prisma.Sql;
export const sql = Prisma.sql;

/** Pieces with a separator between them; the separator is part of the text. */
export const join = (pieces: readonly Sql[], separator: string): Sql => Prisma.join(pieces as Sql[], separator);

export const TRUE = sql`TRUE`;
export const FALSE = sql`FALSE`;

/** All of them; TRUE when there are none. */
export function and(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? TRUE : sql`(${join(conditions, ' AND ')})`;
}

/** At least one of them; FALSE when there are none. */
export function or(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? FALSE : sql`(${join(conditions, ' OR ')})`;
}
