import fc from 'fast-check';
import type { Delta } from '../../lambdas/consume-live-events/domain/merge.ts';
import {
  caliperEnvelope,
  caliperGraded,
  gradeChange,
  gradeOverride,
  readGood,
  submissionUpdated,
} from './messages.ts';

/*
 * Few ids, few values and few instants, so that events meet in rows, tie, repeat and contradict.
 * Identity is left out at random and may change, as it does after a user merge or a cross-listing.
 */
const eventTime = fc.integer({ min: 0, max: 5 }).map((second) => `2026-03-02T10:00:0${second}.000Z`);
const grade = fc.constantFrom('1', '2', null);
const score = fc.constantFrom(1, 2, null);
const submissionId = fc.constantFrom('21070000000000001', '2', 3);
const courseContext = fc.constantFrom(
  { context_type: 'Course', context_id: '21070000000000565' },
  { context_type: 'Course', context_id: '21070000000000566' },
  { context_type: 'Account', context_id: '1' },
);
const rootAccount = fc.constantFrom(
  { root_account_uuid: 'a' },
  { root_account_uuid: 'b' },
  { root_account_uuid: null },
);

const metadata = fc
  .tuple(eventTime, courseContext, rootAccount)
  .map(([time, course, root]) => ({ event_time: time, ...course, ...root }));

const gradeChangeBody = fc
  .record({
    submission_id: submissionId,
    grade,
    score,
    old_grade: grade,
    old_score: score,
    muted: fc.boolean(),
  })
  .map((body) => ({ ...body, points_possible: 10, old_points_possible: 10 }));

const submissionBody = fc.record({
  submission_id: submissionId,
  grade,
  score,
  attempt: fc.constantFrom(1, 2),
});

const overrideBody = fc.record({
  score_id: fc.constantFrom('1', '2'),
  override_score: score,
  old_override_score: score,
  grading_period_id: fc.constantFrom('47', null),
});

const caliper = fc.tuple(eventTime, grade, score, fc.boolean()).map(([time, text, number, hasGroup]) =>
  caliperEnvelope(
    caliperGraded({
      eventTime: time,
      object: {
        id: 'urn:instructure:canvas:submission:21070000000000001',
        extensions: { 'com.instructure.canvas': { grade: text } },
      },
      generated: { scoreGiven: number },
      ...(!hasGroup && { group: null }),
    }),
  ),
);

/** Message bodies with grade state, all valid. */
export const messageBodies: fc.Arbitrary<string> = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(gradeChangeBody, metadata).map(([body, meta]) => gradeChange(body, meta)),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(submissionBody, metadata).map(([body, meta]) => submissionUpdated(body, meta)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(overrideBody, metadata).map(([body, meta]) => gradeOverride(body, meta)),
    },
    { weight: 1, arbitrary: caliper },
  )
  .map((body) => JSON.stringify(body));

/** What valid messages say of rows. */
export const deltas: fc.Arbitrary<Delta> = messageBodies.map((body) => {
  const [delta] = readGood(body).deltas;
  if (delta === undefined) throw new Error('a message without grade state');
  return delta;
});
