import type { Rank, RankingRead } from '../db/ranking.ts';
import { type Lazy, pageInfoOf, type SessionsPageInfo } from './connection.type.ts';
import { type CursorKind, decodeCursor, encodeCursor } from './cursor.ts';
import { once } from './once.ts';
import { checkFirst, type PageRequest, toPage } from './page.ts';

/** A list that ranks rows by one value, equal ones by id, and is paged forwards. */
interface RankedList<Row, Node> {
  /** Name of the order, for cursors. */
  order: string;
  kinds: [value: CursorKind, id: CursorKind];
  placeOf(row: Row): Rank;
  find(read: RankingRead): Promise<Row[]>;
  toNodes(rows: readonly Row[]): Node[];
}

/** A page of a ranking. What a query does not select is not looked up. */
export function listRanked<Row, Node>(
  { first, after }: Pick<PageRequest, 'first' | 'after'>,
  { order, kinds, placeOf, find, toNodes }: RankedList<Row, Node>,
): { nodes: Lazy<Node[]>; pageInfo: Lazy<SessionsPageInfo> } {
  checkFirst(first);
  const entry = after == null ? null : toPlace(decodeCursor(after, order, kinds, 'after'));
  const page = once(async () => toPage(await find({ place: entry, backwards: false, limit: first + 1 }), first, false));
  return {
    nodes: async () => toNodes((await page()).rows),
    pageInfo: async () => {
      const read = await page();
      const cursorOf = (row: Row) => {
        const { value, id } = placeOf(row);
        return encodeCursor(order, [value, id]);
      };
      const [nearest] = read.rows;
      return pageInfoOf(
        read,
        cursorOf,
        entry !== null,
        // An empty page stands after the end of the list.
        async () =>
          (await find({ place: nearest === undefined ? null : placeOf(nearest), backwards: true, limit: 1 })).length >
          0,
      );
    },
  };
}

function toPlace([value, id]: (string | number | null)[]): Rank {
  return { value: value!, id: String(id) };
}
