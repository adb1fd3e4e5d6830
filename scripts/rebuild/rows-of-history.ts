import { type Delta, fold, type Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { rowId } from '../../lambdas/consume-live-events/row-item.ts';

/**
 * Folds pages of a history into its rows, each once, of items that come row by row.
 *
 * Of a row no more than its two states are in memory, however long its story. Whether it has expired is for the
 * whole of it to say: by themselves, its older observations would have.
 */
export async function* rowsOf(pages: AsyncIterable<readonly Delta[]>): AsyncGenerator<readonly Row[]> {
  let open: Row | undefined;
  for await (const deltas of pages) {
    const done: Row[] = [];
    for (const delta of deltas) {
      const isOfOpen = open !== undefined && rowId(open) === rowId(delta.row);
      if (open !== undefined && !isOfOpen) done.push(open);
      open = fold(isOfOpen ? open : undefined, [delta]).row;
    }
    yield done;
  }
  if (open !== undefined) yield [open];
}
