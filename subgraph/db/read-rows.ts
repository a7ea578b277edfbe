import pg from 'pg';
import { Prisma } from '../generated/prisma/client.ts';
import type { Sql } from './sql.ts';

/** A statement as `$queryRaw` takes it: a template, or a piece of SQL. */
export type Statement = Parameters<typeof Prisma.sql> | [Sql];

/**
 * The rows of a statement, with the values that `$queryRaw` of Prisma gives: straight from the driver, for Prisma spells every value
 * twice on the way, which takes longer than most statements do.
 */
export async function readRows(pool: pg.Pool, statement: Statement): Promise<unknown[]> {
  const { text, values } =
    statement[0] instanceof Prisma.Sql ? statement[0] : Prisma.sql(...(statement as Parameters<typeof Prisma.sql>));
  const { rows } = await pool.query({ text, values: values.map(spelled), types: TYPES });
  return rows;
}

/** The driver spells times in the zone of this process. */
function spelled(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}

type Parse = (text: string) => unknown;

const { builtins } = pg.types;

/** Where Prisma and the driver differ, as Prisma has it; numbers of types that the driver has no name for. */
const PARSERS = new Map<number, Parse>([
  [builtins.INT8, BigInt],
  [1016, arrayOf(BigInt)],
  [builtins.NUMERIC, decimalOf],
  [1231, arrayOf(decimalOf)],
  [builtins.DATE, dayOf],
  [1182, arrayOf(dayOf)],
  [builtins.TIMESTAMPTZ, timeOf],
  [1185, arrayOf(timeOf)],
]);

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((type: number, format?: 'text') =>
    PARSERS.get(type) ?? pg.types.getTypeParser(type, format)) as pg.CustomTypesConfig['getTypeParser'],
};

const parseTime = pg.types.getTypeParser(builtins.TIMESTAMPTZ) as (text: string) => Date;

/** In the usual form, 2024-05-12 10:00:00.123+00, without looking for others. */
function timeOf(text: string): Date {
  return text.endsWith('+00') && text[10] === ' '
    ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`)
    : parseTime(text);
}

function dayOf(text: string): Date {
  return new Date(`${text}T00:00:00Z`);
}

function decimalOf(text: string): Prisma.Decimal {
  return new Prisma.Decimal(text);
}

/** Its types are of another version. */
const arrays = pg.types.arrayParser as unknown as { create(text: string, parse: Parse): { parse(): unknown[] } };

function arrayOf(parse: Parse): Parse {
  return (text) => arrays.create(text, parse).parse();
}
