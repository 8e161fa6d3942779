/** Several things at once, but not too many. */
import pLimit from 'p-limit';

/** Results in the order of the items; at most `limit` are under way at once. */
export async function bounded<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  return await pLimit(limit).map(items, work);
}
