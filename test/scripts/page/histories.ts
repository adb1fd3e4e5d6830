import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { toHistoryItem } from '../../../lambdas/consume-live-events/history-item.ts';
import { toItem } from '../../../lambdas/consume-live-events/row-item.ts';
import { writeItems } from '../../support/dynamodb.ts';
import { deltaOf, gradeChange, rowOf } from '../../support/messages.ts';

/** A submission that was graded 1,500 times, a minute apart; of the hundreds of them every fifth was hidden. */
export const longStoryId = '21070000000080001';

const writtenAt = new Date('2026-03-06T00:00:00Z');

/** Writes what the consumer adds to the history for some events, and no rows. */
export async function writeHistory(dynamodb: DynamoDBClient, events: readonly object[]): Promise<void> {
  const items = events.map((event) => toHistoryItem(deltaOf(event), { writtenAt, days: undefined }));
  await writeItems(dynamodb, 'history', items);
}

/** Writes the grade of that submission and its history, as the consumer does. */
export async function writeLongStory(dynamodb: DynamoDBClient): Promise<void> {
  const start = Date.parse('2026-03-02T10:00:00.000Z');
  const scoreOf = (i: number) => Math.round(50 + 40 * Math.sin(i / 300) + (i % 17) / 2);
  const events = Array.from({ length: 1500 }, (_, i) =>
    gradeChange(
      {
        submission_id: longStoryId,
        grade: String(i),
        score: scoreOf(i),
        points_possible: 100,
        ...(i > 0 && { old_grade: String(i - 1), old_score: scoreOf(i - 1), old_points_possible: 100 }),
        grader_id: '21070000000000987',
        muted: Math.floor(i / 100) % 5 === 0,
      },
      { event_time: new Date(start + i * 60_000).toISOString() },
    ),
  );
  await writeHistory(dynamodb, events);
  const row = rowOf(events.at(-1) ?? {});
  await writeItems(dynamodb, 'submissions', [
    toItem(row, { revision: 1, seenRevision: 0, writtenAt, retentionDays: undefined }),
  ]);
}
