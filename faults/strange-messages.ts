import type { RejectionCode } from '../lambdas/consume-live-events/domain/result.ts';
import { commentBody, gradeChangeBody, gradeOf } from './bodies.ts';
import { type Circumstances, caliperSubmissionText, globalId, liveEventText } from './live-event-texts.ts';
import type { Random } from './random.ts';
import type { Submission } from './school.ts';

type Writer = (submission: Submission, about: Circumstances, random: Random) => string;

/** Messages that carry no grade state; the quizzes' ids are those of submissions that exist. */
export const ignoredMessages: readonly [Writer, ...Writer[]] = [
  (submission, about, random) =>
    liveEventText('quiz_submitted', { quiz_id: '41', submission_id: globalId(submission.id) }, about, random),
  (submission, about) => caliperSubmissionText(submission, about, 'AssessmentEvent'),
  (_, about, random) => liveEventText('wiki_page_updated', { title: 'Syllabus' }, about, random),
  (submission, about, random) =>
    liveEventText('some_new_event', { submission_id: globalId(submission.id) }, about, random),
];

/** Messages that must become dead letters, each with the code of the reason. */
export const rejectedMessages: readonly [
  readonly [RejectionCode, Writer],
  ...(readonly [RejectionCode, Writer])[],
] = [
  ['invalid_json', (...scene) => grade(...scene).slice(0, -9)],
  ['unknown_envelope', (_, { requestId }) => JSON.stringify({ Type: 'Notification', MessageId: requestId })],
  ['invalid_event', (...scene) => grade(...scene, { submission_id: null })],
  ['invalid_event', (...scene) => grade(...scene, { score: 'five' })],
  [
    'invalid_event',
    (submission, about, random) =>
      comment(submission, { ...about, eventTime: '2024-02-31T10:00:00Z' }, random),
  ],
  [
    'event_from_future',
    (submission, about, random) =>
      comment(submission, { ...about, eventTime: '2999-01-01T00:00:00Z' }, random),
  ],
  [
    'foreign_root_account',
    (submission, about, random) =>
      grade(submission, { ...about, rootAccountUuid: 'AnotherUniversity' }, random),
  ],
  ['row_too_large', (...scene) => grade(...scene, { assignment_name: 'A'.repeat(130_000) })],
];

function grade(submission: Submission, about: Circumstances, random: Random, changes: object = {}): string {
  const body = { ...gradeChangeBody(submission, gradeOf(submission), null), ...changes };
  return liveEventText('grade_change', body, about, random);
}

function comment(submission: Submission, about: Circumstances, random: Random): string {
  return liveEventText('submission_comment_created', commentBody(submission, 1, about.at), about, random);
}
