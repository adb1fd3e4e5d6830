import { Ajv } from 'ajv';
import { caliperEnvelope } from './ajv-caliper.ts';
import {
  id,
  instant,
  type JsonSchema,
  object,
  optionalBoolean,
  optionalId,
  optionalInstant,
  optionalNumber,
  optionalText,
} from './ajv-fields.ts';
import { parseJson } from './parse-json.ts';

function liveEvent(names: readonly string[], body: JsonSchema): JsonSchema {
  const metadata = object(
    { event_name: { type: 'string', enum: names }, event_time: instant },
    { context_id: optionalId, root_account_id: optionalId, root_account_uuid: optionalText },
  );
  return object({ metadata, body });
}

const gradeChange = {
  ...object(
    { submission_id: id, assignment_id: id },
    {
      assignment_name: optionalText,
      student_id: optionalId,
      user_id: optionalId,
      student_sis_id: optionalText,
      grader_id: optionalId,
      grade: optionalText,
      old_grade: optionalText,
      score: optionalNumber,
      old_score: optionalNumber,
      points_possible: optionalNumber,
      old_points_possible: optionalNumber,
      grading_complete: optionalBoolean,
      muted: optionalBoolean,
    },
  ),
  anyOf: [object({ student_id: id }), object({ user_id: id })],
};

const submission = object(
  { submission_id: id, assignment_id: id, user_id: id },
  {
    workflow_state: optionalText,
    attempt: { type: 'integer', nullable: true },
    submission_type: optionalText,
    submitted_at: optionalInstant,
    late: optionalBoolean,
    missing: optionalBoolean,
    grade: optionalText,
    score: optionalNumber,
    graded_at: optionalInstant,
    posted_at: optionalInstant,
    updated_at: optionalInstant,
  },
);

const courseGradeChange = object(
  { user_id: id, course_id: id },
  {
    workflow_state: optionalText,
    created_at: optionalInstant,
    updated_at: optionalInstant,
    current_score: optionalNumber,
    old_current_score: optionalNumber,
    final_score: optionalNumber,
    old_final_score: optionalNumber,
    unposted_current_score: optionalNumber,
    old_unposted_current_score: optionalNumber,
    unposted_final_score: optionalNumber,
    old_unposted_final_score: optionalNumber,
  },
);

const submissionComment = object(
  { submission_comment_id: id, submission_id: id, user_id: id },
  { created_at: optionalInstant, attachment_ids: { type: 'array', items: id, nullable: true } },
);

const gradeOverride = object(
  { score_id: id, enrollment_id: id, user_id: id, course_id: id },
  {
    grading_period_id: optionalId,
    updated_at: optionalInstant,
    override_score: optionalNumber,
    old_override_score: optionalNumber,
  },
);

/**
 * The messages of the mix as Ajv's documentation writes them, https://ajv.js.org/json-schema.html#anyof,
 * compiled once, https://ajv.js.org/guide/getting-started.html.
 *
 * `discriminator` (https://ajv.js.org/json-schema.html#discriminator) needs its key in the object itself,
 * and the name of an event is one level down, in `metadata`. `oneOf` would try every schema, even
 * after one that matched.
 */
const isMessage = new Ajv().compile({
  anyOf: [
    liveEvent(['grade_change'], gradeChange),
    liveEvent(['submission_created', 'submission_updated', 'plagiarism_resubmit'], submission),
    liveEvent(['course_grade_change'], courseGradeChange),
    liveEvent(['submission_comment_created'], submissionComment),
    // Its published page names the event `grade_change`.
    liveEvent(['grade_override', 'grade_change'], gradeOverride),
    caliperEnvelope,
  ],
});

export function decodeWithAjv(body: string): unknown {
  const json = parseJson(body);
  return isMessage(json) ? json : undefined;
}
