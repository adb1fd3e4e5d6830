import { expect, test } from '@jest/globals';
import { type Console, runForget } from '../../../scripts/forget/run-forget.ts';
import { openLedger, waitUntilAccounted } from '../../../scripts/local/account.ts';
import { startSystem } from '../../../scripts/local/local-system.ts';
import { publish } from '../../../scripts/local/messages/publish.ts';
import { readDeadLetters } from '../../../scripts/local/read-dead-letters.ts';
import { readRows } from '../../../scripts/local/read-rows.ts';
import { readCloudAssembly } from '../../../scripts/local/stack/cloud-assembly.ts';
import { synthesize } from '../../../scripts/local/stack/synthesize.ts';
import { gradeChange, gradeOverride, liveEvent, submissionUpdated } from '../../support/messages.ts';
import { systemOf } from '../smoke/system-of.ts';

const console: Console = {
  print: () => {},
  update: () => {},
  confirm: async () => false,
  wait: async () => {},
  signal: new AbortController().signal,
};

/** An event of each kind, on rows of the student's own. */
function eventsOf(user: number) {
  const [user_id, submission_id] = [`210700000000003${user}`, `210700000000001${user}`];
  const onSubmission = { submission_id, assignment_id: '21070000000000200', user_id };
  const onScore = { score_id: `43${user}`, enrollment_id: '44', user_id: `3${user}`, course_id: '565' };
  return [
    gradeChange({ ...onSubmission, student_id: user_id }),
    submissionUpdated(onSubmission),
    liveEvent('submission_comment_created', {
      submission_comment_id: `7${user}`,
      submission_id: `1${user}`,
      user_id: '987',
    }),
    liveEvent('submission_custom_grade_status', {
      ...onSubmission,
      course_id: '565',
      submission_status: 'LATE',
    }),
    gradeOverride(onScore),
    liveEvent('final_grade_custom_status', { ...onScore, override_status: 'INCOMPLETE' }),
    liveEvent('course_grade_change', { user_id: `3${user}`, course_id: '565', current_score: 90 }),
  ];
}

test('a local system has no row of a student who was forgotten, and all rows of another', async () => {
  const synthesis = await synthesize();
  const ledger = openLedger();
  const local = await startSystem(readCloudAssembly(synthesis.directory), {
    onBatch: (batch) => void ledger.add(batch),
  });
  try {
    const { sqs, dynamodb } = local.engines.clients;
    const { queue, deadLetterQueue, function: consumer } = local.deployment;
    // One whom nothing was known of, and whose events are still to come.
    await runForget(systemOf(local), { userId: '21070000000000333', mode: 'delete', scan: false }, console);
    const ofForgotten = eventsOf(33).filter(({ body }) => !('submission_comment_id' in body));
    const bodies = [...eventsOf(11), ...eventsOf(22), ...ofForgotten].map((event) => JSON.stringify(event));
    await publish(
      sqs,
      queue.url,
      bodies.map((body, index) => ({ body, source: `message ${index}` })),
    );
    local.startConsuming();
    const { outcomes } = await waitUntilAccounted({
      sqs,
      queueUrl: queue.url,
      sent: bodies.length,
      ledger,
      readDeadLetters: () => readDeadLetters(local.engines.endpoints.sqs, deadLetterQueue.name),
      stuckAfterSeconds: 120,
    });
    expect(outcomes).toMatchObject({ applied: 14, unchanged: ofForgotten.length });

    const isGone = await runForget(
      systemOf(local),
      { userId: '21070000000000311', mode: 'delete', scan: false },
      console,
    );

    const rows = await readRows(dynamodb, consumer.environment);
    expect(isGone).toBe(true);
    expect(JSON.stringify(rows)).not.toContain('311"');
    expect(JSON.stringify(rows)).not.toContain('111"');
    expect(JSON.stringify(rows)).not.toContain('333"');
    expect([rows.submissions.length, rows.scores.length, rows['course-scores'].length]).toEqual([4, 2, 1]);
  } finally {
    await local.stop();
    await synthesis.remove();
  }
});
