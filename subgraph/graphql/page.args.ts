import { ArgsType, Directive, Field, Int } from 'type-graphql';
import { SessionOrderDirection } from './order.type.ts';

// Arguments that every list has, said once. They are fields and no base class: of a class that extends another the
// inherited arguments would come first, in front of what the list is of.

/** `first` of a list. */
export const First = () => Field(() => Int, { defaultValue: 50, description: 'Size of the page, 1 to 200.' });

/** `after` of a list. */
export const After = () => Field(() => String, { nullable: true, description: 'The page after this cursor.' });

/** `before` of a list that is read in both directions. */
export const Before = () =>
  Field(() => String, { nullable: true, description: 'The page that ends right before this cursor.' });

/** `direction` of an order. */
export const Direction = () => Field(() => SessionOrderDirection, { description: 'Smallest or greatest first.' });

/** A page of a list that is read forwards. */
@ArgsType()
export class ForwardPageArgs {
  @First() first!: number;
  @After() after?: string | null;
}

/**
 * Says that `first` is the size of a list.
 * @param fields of the type that hold the list; none: it is the list itself
 */
export function SizedByFirst(...fields: ('edges' | 'nodes')[]) {
  const sized = fields.length > 0 ? `, sizedFields: [${fields.map((name) => `"${name}"`).join(', ')}]` : '';
  return Directive(`@listSize(slicingArguments: ["first"]${sized}, requireOneSlicingArgument: false)`);
}
