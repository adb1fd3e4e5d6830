import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { rowTypeNames, rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type TableName, tableNames, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { getRows } from './get-rows.ts';
import type { Entry } from './history-entry.ts';
import { type Entity, type HistorySelection, queryHistory } from './query-history.ts';
import { indexFor, type Page, queryKeys, queryRows } from './query-rows.ts';
import type { Row } from './row-schemas.ts';
import { scanRows } from './scan-rows.ts';
import type { Source, Watch } from './source.ts';

/** Which rows of a course, student or assignment. */
export type Selection = {
  readonly facet?: Facet | undefined;
  /** Only rows whose `event_time` is not older: UTC with milliseconds, as `parseInstant` writes it. */
  readonly since?: string | undefined;
};

/**
 * Reads grade state. Ids are global, as the tables hold them.
 *
 * Everything comes in pages, as it is read, whatever the number of rows. Reads are eventually
 * consistent: half the price, and at most a moment behind a feed that is behind itself. A row that is
 * not of its type's shape ends the read with an `InvalidRowError`.
 */
export type Reader = {
  /** Everything known of a submission. */
  readonly submission: (submissionId: string) => AsyncIterable<Page>;
  /** Everything known of a score: a student's enrolment in a course. */
  readonly score: (scoreId: string) => AsyncIterable<Page>;
  /** Rows of all three tables that name the course. A comment names it only where its event did. */
  readonly courseRows: (courseId: string, selection?: Selection) => AsyncIterable<Page>;
  /** Rows of all three tables that name the student. No comment does. */
  readonly userRows: (userId: string, selection?: Selection) => AsyncIterable<Page>;
  /** Rows of submissions to the assignment. No comment names it. */
  readonly assignmentRows: (assignmentId: string, selection?: Selection) => AsyncIterable<Page>;
  readonly courseScores: (courseId: string, userId?: string, selection?: Selection) => AsyncIterable<Page>;
  /**
   * Rows whose state is from an event at or after an instant, in no order.
   *
   * The tables have no index by time: it reads them whole, half a read unit for every 4 KB.
   */
  readonly changesSince: (
    since: string,
    options?: { readonly facet?: Facet | undefined; readonly segments?: number },
  ) => AsyncIterable<Page>;
  /**
   * Everything that events said of a submission, of a score or of a student in a course, facet by facet, each in time:
   * the oldest first. Empty where no history is kept.
   */
  readonly history: (entity: Entity, selection?: HistorySelection) => AsyncIterable<readonly Entry[]>;
  /** Finds a student's submission to an assignment. Undefined when no row tells of one. */
  readonly findSubmission: (assignmentId: string, userId: string) => Promise<string | undefined>;
};

export function createReader(source: Source, watch: Watch): Reader {
  const byAttribute = (attribute: string) =>
    async function* (value: string, { facet, since }: Selection = {}) {
      for (const table of tablesOf(facet)) {
        const isKey = tables[table].partitionKey === attribute;
        if (!isKey && indexFor(table, attribute) === undefined) continue;
        for await (const page of queryRows(source, table, { attribute, value, facet }, watch))
          yield page.filter(isSince(since));
      }
    };

  return {
    submission: byAttribute('submission_id'),
    score: byAttribute('score_id'),
    courseRows: byAttribute('course_id'),
    userRows: byAttribute('user_id'),
    assignmentRows: byAttribute('assignment_id'),

    async *courseScores(courseId, userId, { since } = {}) {
      if (userId === undefined) {
        yield* byAttribute('course_id')(courseId, { facet: 'course_score', since });
        return;
      }
      const key = { course_id: { S: courseId }, user_id: { S: userId } };
      const rows = await getRows(source, 'course-scores', [key], watch.signal);
      watch.onRead(rows.length);
      yield rows.filter(isSince(since));
    },

    async *changesSince(since, { facet, segments = 1 } = {}) {
      for (const table of tablesOf(facet)) {
        yield* scanRows(source, table, { since, facet, segments }, watch);
      }
    },

    history: (entity, selection = {}) => queryHistory(source, entity, selection, watch),

    async findSubmission(assignmentId, userId) {
      const idsOf = (attribute: string, value: string) =>
        queryKeys(source, 'submissions', { attribute, value }, watch);
      // A student has few submissions and an assignment many, so those of the student are remembered.
      const ofUser = new Set<string | undefined>();
      for await (const keys of idsOf('user_id', userId)) {
        for (const key of keys) ofUser.add(key['submission_id']?.S);
      }
      if (ofUser.size === 0) return undefined;
      for await (const keys of idsOf('assignment_id', assignmentId)) {
        watch.onRead(keys.length);
        const found = keys.find((key) => ofUser.has(key['submission_id']?.S));
        if (found !== undefined) return found['submission_id']?.S;
      }
      return undefined;
    },
  };
}

/** The tables that have rows of a facet. */
function tablesOf(facet: Facet | undefined): TableName[] {
  const types = rowTypeNames.filter((type) => facet === undefined || rowTypes[type].facet === facet);
  return tableNames.filter((table) => types.some((type) => rowTypes[type].table === table));
}

function isSince(since: string | undefined): (row: Row) => boolean {
  return (row) => since === undefined || row.event_time >= since;
}
