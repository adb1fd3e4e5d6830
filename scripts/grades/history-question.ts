import { type Facet, facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { idForms, readUrl } from '../reader/canvas-ids.ts';
import type { Entity } from '../reader/query-history.ts';
import type { Reader } from '../reader/reader.ts';
import { checkCount } from './commands.ts';
import { idIn, isLocal } from './question.ts';

/** What is asked of the history. */
export type HistoryQuestion = {
  /** `history 21070000000011086` */
  readonly text: string;
  /**
   * Finds what it may be about: an id alone may be that of a submission and of a score, as the two are counted apart.
   * Empty for the URL of a submission that no row tells of.
   */
  readonly entities: (reader: Reader) => Promise<readonly Entity[]>;
  readonly facet: Facet | undefined;
  /** Undefined for all of it. */
  readonly at: string | undefined;
  readonly hasLocalId: boolean;
};

type Settings = Pick<HistoryQuestion, 'facet' | 'at'> & {
  /** Of local ids; empty where events name none. */
  readonly shard: string;
};

export const historyFacets = Object.keys(facets) as Facet[];

/**
 * Reads whose history is asked for.
 *
 * @throws UsageError
 */
export function readHistoryQuestion(
  names: readonly string[],
  { shard, facet, at }: Settings,
): HistoryQuestion {
  checkCount('history', names, `${idForms}, or a course and a user`);
  const [first = '', second] = names;
  const ask = (ids: readonly string[], entities: HistoryQuestion['entities']): HistoryQuestion => ({
    text: ['history', ...ids].join(' '),
    entities,
    facet,
    at,
    hasLocalId: ids.some(isLocal),
  });
  if (second !== undefined) {
    const [course_id, user_id] = [idIn(first, 'course', shard), idIn(second, 'user', shard)];
    return ask([course_id, user_id], async () => [{ table: 'course-scores', course_id, user_id }]);
  }
  if (readUrl(first) !== undefined) {
    const [assignment, user] = [idIn(first, 'assignment', shard), idIn(first, 'user', shard)];
    return ask(['of user', user, 'to assignment', assignment], async (reader) => {
      const submission_id = await reader.findSubmission(assignment, user);
      return submission_id === undefined ? [] : [{ table: 'submissions', submission_id }];
    });
  }
  const id = idIn(first, undefined, shard);
  return ask([id], async () => [
    { table: 'submissions', submission_id: id },
    { table: 'scores', score_id: id },
  ]);
}
