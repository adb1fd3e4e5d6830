import { readFileSync } from 'node:fs';
import { fold, type Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { readMessage } from '../../lambdas/consume-live-events/domain/read-message.ts';

const page = new URL('../../fixtures/live-events/grade_change.published.json', import.meta.url);

/** Makes rows of the published `grade_change` event, each of another submission. */
export function publishedRows(count: number, firstId: number): Row[] {
  const reading = readMessage(
    {
      body: readFileSync(page, 'utf8'),
      eventName: 'grade_change',
      sentAt: Date.parse('2026-03-02T10:00:00.000Z'),
    },
    { rootAccounts: new Set(), storeText: { comment: false, submission: false } },
  );
  const delta = reading.ok ? reading.value.deltas[0] : undefined;
  if (delta === undefined) throw new Error('the published grade_change event makes no row');
  const { row } = fold(undefined, [delta]);
  return Array.from({ length: count }, (_, index) => {
    const submissionId = `2107${String(firstId + index).padStart(13, '0')}`;
    return { ...row, key: { ...row.key, submission_id: submissionId } };
  });
}
