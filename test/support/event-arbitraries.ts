import fc from 'fast-check';
import type { Delta } from '../../lambdas/consume-live-events/domain/merge.ts';
import {
  caliperEnvelope,
  caliperGraded,
  gradeChange,
  gradeOverride,
  liveEvent,
  readGood,
  submissionUpdated,
} from './messages.ts';

/*
 * Few ids, few values and few instants, so that events meet in rows, tie, repeat and contradict, with an
 * odd value now and then. Identity is left out at random and may change, as it does after a user merge or
 * a cross-listing. What can be said in several ways is said in any of them.
 */

/** One thing and the ways to say it in JSON; undefined leaves the key out. */
type Spelled = { readonly spellings: readonly unknown[] };
/** JSON text, for what `JSON.stringify` would not write. */
type Literal = { readonly literal: string };

const spelled = (...spellings: readonly unknown[]): Spelled => ({ spellings });
const literal = (text: string): Literal => ({ literal: text });

/** Writes an event; the choices say which spelling each of its values has. */
function write(event: object, choices: readonly number[]): string {
  let count = 0;
  const choose = (spellings: readonly unknown[]) => {
    const choice = choices[count % choices.length] ?? 0;
    count += 1;
    return spellings[choice % spellings.length];
  };
  const written = (_: string, value: Partial<Spelled & Literal> | null) => {
    const said =
      value?.spellings === undefined ? value : (choose(value.spellings) as Partial<Literal> | null);
    return said?.literal === undefined ? said : `#${said.literal}#`;
  };
  return JSON.stringify(event, written).replaceAll(/"#([^"#]*)#"/g, '$1');
}

const choices = fc.array(fc.nat(11), { minLength: 5, maxLength: 5 });

const none = spelled(null, undefined);
/** Of an id, an instant or the name of a custom status. */
const noName = spelled(null, undefined, '');

/** An id of shard 2107, which course and root account of all these events are of. */
const idOf = (local: number): Spelled => {
  const global = `2107${String(local).padStart(13, '0')}`;
  return spelled(global, String(local), local, literal(global));
};
const id = (...locals: readonly number[]) => fc.constantFrom(...locals.map(idOf));

const instantAt = (second: number): Spelled =>
  spelled(
    `2026-03-02T10:00:0${second}.000Z`,
    `2026-03-02T10:00:0${second}Z`,
    `2026-03-02T03:00:0${second}-07:00`,
  );
const eventTime = fc.integer({ min: 0, max: 5 }).map(instantAt);
const instant = fc.constantFrom(instantAt(1), instantAt(2), noName);

const grade = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2', none) },
  { weight: 2, arbitrary: fc.constantFrom('', ' ', 'A-', '92.5%', '-0', 'é💯', '\ud800', '\u0000') },
);
const oddNumbers = [
  '-0',
  '-1.5',
  '12',
  '1e125',
  '-1e125',
  '1e-130',
  '0.1234567890123456789',
  '21070000000011086',
];
const numbers = [
  {
    weight: 6,
    arbitrary: fc.constantFrom(spelled(1, literal('1.0'), literal('10e-1')), spelled(2, literal('2.00'))),
  },
  { weight: 2, arbitrary: fc.constant(none) },
  { weight: 2, arbitrary: fc.constantFrom(...oddNumbers).map(literal) },
];
const score = fc.oneof(...numbers);
const caliperScore = fc.oneof(
  ...numbers,
  fc.constantFrom(...oddNumbers).map((text) => spelled(literal(text), { numberStr: text })),
);
const flag = fc.constantFrom(true, false, none);

const metadata = fc
  .record({
    event_time: eventTime,
    context: fc.constantFrom(
      { context_type: 'Course', context_id: idOf(565) },
      { context_type: 'Course', context_id: idOf(566) },
      { context_type: 'Course', context_id: noName },
      { context_type: 'Account', context_id: '1' },
    ),
    root_account_uuid: fc.constantFrom('a', 'b', noName),
  })
  .map(({ context, ...rest }) => ({ ...rest, ...context }));

const gradeChangeBody = fc.record({
  submission_id: id(1, 2),
  grade,
  score,
  old_grade: grade,
  old_score: score,
  points_possible: score,
  old_points_possible: score,
  grading_complete: flag,
  muted: flag,
  grader_id: fc.constantFrom(idOf(987), noName),
  student_id: fc.constantFrom(idOf(300), noName),
});

const grades = fc.tuple(gradeChangeBody, metadata).map(([body, meta]) => gradeChange(body, meta));

const group = fc.constantFrom(
  { id: 'urn:instructure:canvas:course:21070000000000565' },
  spelled(null, undefined, { id: null }, { id: '' }),
);
const caliperGrades = fc
  .record({
    eventTime,
    text: grade,
    scoreGiven: caliperScore,
    maxScore: caliperScore,
    group,
    scoredBy: fc.constantFrom(
      spelled('urn:instructure:canvas:user:987', { id: 'urn:instructure:canvas:user:987' }),
      spelled(null, undefined, '', 'http://canvas.example.edu/', { id: null }),
    ),
  })
  .map(({ text, scoreGiven, maxScore, scoredBy, ...event }) =>
    caliperEnvelope(
      caliperGraded({
        ...event,
        object: {
          id: 'urn:instructure:canvas:submission:21070000000000001',
          extensions: { 'com.instructure.canvas': { grade: text } },
        },
        generated: { scoreGiven, maxScore, scoredBy },
      }),
    ),
  );

const submissions = fc
  .tuple(
    fc.record({
      submission_id: id(1, 2),
      workflow_state: fc.constantFrom('submitted', 'graded', '', none),
      attempt: fc.constantFrom(1, 2, none),
      late: flag,
      grade,
      score,
      submitted_at: instant,
      posted_at: instant,
    }),
    metadata,
    fc.constantFrom('submission_created', 'submission_updated', 'plagiarism_resubmit'),
  )
  .map(([body, meta, name]) => submissionUpdated(body, { ...meta, event_name: name }));

const caliperSubmissions = fc
  .record({
    kind: fc.constantFrom(
      { type: 'AssignableEvent', action: 'Submitted' },
      { type: 'Event', action: 'Modified' },
    ),
    eventTime,
    group,
    object: fc.record({ count: fc.constantFrom(1, 2, none), dateCreated: instant, dateModified: instant }),
  })
  .map(({ kind, object, ...event }) => {
    const attempt = { id: 'urn:instructure:canvas:submission:21070000000000001', ...object };
    return caliperEnvelope(caliperGraded({ ...kind, ...event, object: attempt }));
  });

const comments = fc
  .tuple(
    fc.record({
      submission_comment_id: id(1, 2),
      submission_id: id(1),
      user_id: id(300, 987),
      created_at: instant,
      attachment_ids: fc.constantFrom([], [idOf(5)], [idOf(6)], [idOf(5), idOf(6)], noName),
    }),
    metadata,
  )
  .map(([body, meta]) => liveEvent('submission_comment_created', body, meta));

const statusName = fc.constantFrom('Incomplete', 'Completed', noName);
const statusId = fc.constantFrom(idOf(4), idOf(5), noName);
const submissionStatuses = fc
  .tuple(
    fc.record({
      submission_id: id(1, 2),
      assignment_id: id(200),
      user_id: id(300),
      course_id: id(565, 566),
      submission_status: statusName,
      submission_status_id: statusId,
      old_submission_status: statusName,
      old_submission_status_id: statusId,
      updated_at: instant,
    }),
    metadata,
  )
  .map(([body, meta]) => liveEvent('submission_custom_grade_status', body, meta));

const scoreIds = fc.record({
  score_id: id(1, 2),
  grading_period_id: fc.constantFrom(idOf(47), noName),
  updated_at: instant,
});
const overrides = fc
  .tuple(scoreIds, fc.record({ override_score: score, old_override_score: score }), metadata)
  .map(([ids, body, meta]) => gradeOverride({ ...ids, ...body }, meta));
const finalStatuses = fc
  .tuple(
    scoreIds,
    fc.record({
      enrollment_id: id(44),
      user_id: id(300),
      course_id: id(565),
      override_status: statusName,
      override_status_id: statusId,
      old_override_status: statusName,
      old_override_status_id: statusId,
    }),
    metadata,
  )
  .map(([ids, body, meta]) => liveEvent('final_grade_custom_status', { ...ids, ...body }, meta));

const courseScores = fc
  .tuple(
    fc.record({
      course_id: id(565),
      user_id: id(300, 301),
      workflow_state: fc.constantFrom('active', '', none),
      current_score: score,
      old_current_score: score,
      final_score: score,
      old_final_score: score,
      unposted_current_score: score,
      old_unposted_current_score: score,
    }),
    metadata,
  )
  .map(([body, meta]) => liveEvent('course_grade_change', body, meta));

/** Events by the facet that they feed, each in one or two rows. */
const eventsByFacet: readonly fc.WeightedArbitrary<object>[] = [
  {
    weight: 4,
    arbitrary: fc.oneof({ weight: 2, arbitrary: grades }, { weight: 1, arbitrary: caliperGrades }),
  },
  { weight: 2, arbitrary: fc.oneof(submissions, caliperSubmissions) },
  { weight: 1, arbitrary: comments },
  { weight: 1, arbitrary: submissionStatuses },
  { weight: 1, arbitrary: overrides },
  { weight: 1, arbitrary: finalStatuses },
  { weight: 1, arbitrary: courseScores },
];

const asMessages = (events: fc.Arbitrary<object>) =>
  fc.tuple(events, choices).map((spelling) => write(...spelling));

/** Message bodies with grade state, all valid. */
export const messageBodies: fc.Arbitrary<string> = asMessages(fc.oneof(...eventsByFacet));

/** One event in two spellings. */
export const spellings: fc.Arbitrary<readonly [string, string]> = fc
  .tuple(fc.oneof(...eventsByFacet), choices, choices)
  .map(([event, one, other]) => [write(event, one), write(event, other)]);

/** What valid messages say of rows. */
export const deltas: fc.Arbitrary<Delta> = messageBodies.map(toDelta);

/** What several messages say of one facet, and so of few rows. */
export const deltasOfOneFacet: fc.Arbitrary<readonly Delta[]> = fc.oneof(
  ...eventsByFacet.map(({ weight, arbitrary }) => ({
    weight,
    arbitrary: fc.array(asMessages(arbitrary).map(toDelta), { minLength: 1, maxLength: 8 }),
  })),
);

function toDelta(body: string): Delta {
  const [delta] = readGood(body).deltas;
  if (delta === undefined) throw new Error('a message without grade state');
  return delta;
}
