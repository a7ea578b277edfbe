import { Field, Int, ObjectType } from 'type-graphql';
import type { Page } from './page.ts';

@ObjectType({
  simpleResolvers: true,
  description: 'How many there are. Counting stops at a bound, so that a number never costs the page.',
})
export class SessionTotal {
  @Field(() => Int, { description: 'The number counted.' })
  value!: number;

  @Field(() => Boolean, { description: 'False: counting stopped at a bound, value is at least this.' })
  exact!: boolean;
}

/** @param counted at most one more than the bound */
export function totalOf(counted: number, bound: number): SessionTotal {
  return { value: Math.min(counted, bound), exact: counted <= bound };
}

/** What is only looked up when a query selects it: graphql-js calls a property that is a function. */
export type Lazy<T> = T | (() => Promise<T>);

@ObjectType({ simpleResolvers: true, description: 'Where a page stands in its list.' })
export class SessionsPageInfo {
  @Field(() => Boolean, { description: 'There are rows after this page.' })
  hasNextPage!: Lazy<boolean>;

  @Field(() => Boolean, { description: 'There are rows in front of this page.' })
  hasPreviousPage!: Lazy<boolean>;

  @Field(() => String, { nullable: true, description: 'Cursor of the first row; null on an empty page.' })
  startCursor!: string | null | (() => string);

  @Field(() => String, { nullable: true, description: 'Cursor of the last row; null on an empty page.' })
  endCursor!: string | null | (() => string);
}

/**
 * The page info of a page that is itself only looked up when needed.
 * @param entered whether the page was entered by a cursor or a number, so that there may be rows on the other side
 * @param beyond looks for rows on the side that the page was entered from
 */
export function pageInfoOf<Row>(
  page: Page<Row>,
  cursorOf: (row: Row) => string,
  entered: boolean,
  beyond: () => Promise<boolean>,
): SessionsPageInfo {
  const otherSide = entered ? beyond : false;
  const [first, last] = [page.rows[0], page.rows.at(-1)];
  return {
    hasNextPage: page.backwards ? otherSide : page.more,
    hasPreviousPage: page.backwards ? page.more : otherSide,
    startCursor: first === undefined ? null : () => cursorOf(first),
    endCursor: last === undefined ? null : () => cursorOf(last),
  };
}
