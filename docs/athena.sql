-- Athena (engine version 3) over exports of the tables to S3, in the format DYNAMODB_JSON: see exports.md.
-- Made by "npm run athena" from the catalogue of rows.
--
-- Put the folders of your exports into LOCATION, and run the statements one at a time in one database. The
-- views have the columns of the files that "npm run export" writes.
--
-- A line is one item in DynamoDB's JSON, {"Item": {"submission_id": {"S": "21070000000011086"}, ...}}, and is
-- read as one text: a control character, the delimiter here, cannot occur in JSON.
--
-- Timestamps are UTC without saying so. Athena keeps no time zone in a view, and does not cast the type that
-- from_iso8601_timestamp gives to one without.

CREATE EXTERNAL TABLE submissions_export (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001' LINES TERMINATED BY '\n'
STORED AS TEXTFILE
LOCATION 's3://BUCKET/submissions/AWSDynamoDB/EXPORT_ID/data/';

CREATE EXTERNAL TABLE scores_export (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001' LINES TERMINATED BY '\n'
STORED AS TEXTFILE
LOCATION 's3://BUCKET/scores/AWSDynamoDB/EXPORT_ID/data/';

CREATE EXTERNAL TABLE course_scores_export (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001' LINES TERMINATED BY '\n'
STORED AS TEXTFILE
LOCATION 's3://BUCKET/course-scores/AWSDynamoDB/EXPORT_ID/data/';

CREATE EXTERNAL TABLE history_export (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001' LINES TERMINATED BY '\n'
STORED AS TEXTFILE
LOCATION 's3://BUCKET/history/AWSDynamoDB/EXPORT_ID/data/';

CREATE OR REPLACE VIEW submissions_grade AS
SELECT
  json_extract_scalar(item, '$.submission_id.S') AS submission_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.assignment_id.S') AS assignment_id,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(current_state, '$.grade.S') AS current_grade,
  CAST(json_extract_scalar(current_state, '$.score.N') AS double) AS current_score,
  CAST(json_extract_scalar(current_state, '$.points_possible.N') AS double) AS current_points_possible,
  json_extract_scalar(current_state, '$.status.S') AS current_status,
  CAST(json_extract_scalar(current_state, '$.hidden.BOOL') AS boolean) AS current_hidden,
  CAST(json_extract_scalar(current_state, '$.grading_complete.BOOL') AS boolean) AS current_grading_complete,
  json_extract_scalar(current_state, '$.grader_id.S') AS current_grader_id,
  json_extract_scalar(current_state, '$.assignment_name.S') AS current_assignment_name,
  json_extract_scalar(current_state, '$.student_sis_id.S') AS current_student_sis_id,
  json_extract_scalar(previous_state, '$.grade.S') AS previous_grade,
  CAST(json_extract_scalar(previous_state, '$.score.N') AS double) AS previous_score,
  CAST(json_extract_scalar(previous_state, '$.points_possible.N') AS double) AS previous_points_possible,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_event_time,
  json_extract_scalar(previous_state, '$.source.S') AS previous_source,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(json_extract_scalar(item, '$.revision.N') AS bigint) AS revision,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.current.M') AS current_state,
    json_extract(line, '$.Item.previous.M') AS previous_state
  FROM submissions_export
)
WHERE json_extract_scalar(item, '$.facet.S') = 'grade';

CREATE OR REPLACE VIEW submissions_submission AS
SELECT
  json_extract_scalar(item, '$.submission_id.S') AS submission_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.assignment_id.S') AS assignment_id,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(current_state, '$.workflow_state.S') AS current_workflow_state,
  CAST(json_extract_scalar(current_state, '$.attempt.N') AS bigint) AS current_attempt,
  json_extract_scalar(current_state, '$.submission_type.S') AS current_submission_type,
  CAST(replace(replace(json_extract_scalar(current_state, '$.submitted_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_submitted_at,
  CAST(json_extract_scalar(current_state, '$.late.BOOL') AS boolean) AS current_late,
  CAST(json_extract_scalar(current_state, '$.missing.BOOL') AS boolean) AS current_missing,
  json_extract_scalar(current_state, '$.grade.S') AS current_grade,
  CAST(json_extract_scalar(current_state, '$.score.N') AS double) AS current_score,
  CAST(replace(replace(json_extract_scalar(current_state, '$.graded_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_graded_at,
  CAST(replace(replace(json_extract_scalar(current_state, '$.posted_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_posted_at,
  CAST(replace(replace(json_extract_scalar(current_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_updated_at,
  json_extract_scalar(current_state, '$.body.S') AS current_body,
  json_extract_scalar(previous_state, '$.workflow_state.S') AS previous_workflow_state,
  CAST(json_extract_scalar(previous_state, '$.attempt.N') AS bigint) AS previous_attempt,
  json_extract_scalar(previous_state, '$.submission_type.S') AS previous_submission_type,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.submitted_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_submitted_at,
  CAST(json_extract_scalar(previous_state, '$.late.BOOL') AS boolean) AS previous_late,
  CAST(json_extract_scalar(previous_state, '$.missing.BOOL') AS boolean) AS previous_missing,
  json_extract_scalar(previous_state, '$.grade.S') AS previous_grade,
  CAST(json_extract_scalar(previous_state, '$.score.N') AS double) AS previous_score,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.graded_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_graded_at,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.posted_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_posted_at,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_event_time,
  json_extract_scalar(previous_state, '$.source.S') AS previous_source,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(json_extract_scalar(item, '$.revision.N') AS bigint) AS revision,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.current.M') AS current_state,
    json_extract(line, '$.Item.previous.M') AS previous_state
  FROM submissions_export
)
WHERE json_extract_scalar(item, '$.facet.S') = 'submission';

CREATE OR REPLACE VIEW submissions_comment AS
SELECT
  json_extract_scalar(item, '$.submission_id.S') AS submission_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(current_state, '$.author_id.S') AS current_author_id,
  CAST(replace(replace(json_extract_scalar(current_state, '$.created_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_created_at,
  replace(replace(json_format(json_extract(current_state, '$.attachment_ids.L')), '{"S":', ''), '}', '') AS current_attachment_ids,
  json_extract_scalar(current_state, '$.body.S') AS current_body,
  json_extract_scalar(previous_state, '$.author_id.S') AS previous_author_id,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.created_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_created_at,
  replace(replace(json_format(json_extract(previous_state, '$.attachment_ids.L')), '{"S":', ''), '}', '') AS previous_attachment_ids,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_event_time,
  json_extract_scalar(previous_state, '$.source.S') AS previous_source,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(json_extract_scalar(item, '$.revision.N') AS bigint) AS revision,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.current.M') AS current_state,
    json_extract(line, '$.Item.previous.M') AS previous_state
  FROM submissions_export
)
WHERE json_extract_scalar(item, '$.facet.S') LIKE 'comment#%';

CREATE OR REPLACE VIEW submissions_custom_status AS
SELECT
  json_extract_scalar(item, '$.submission_id.S') AS submission_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.assignment_id.S') AS assignment_id,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(current_state, '$.status.S') AS current_status,
  json_extract_scalar(current_state, '$.status_id.S') AS current_status_id,
  CAST(replace(replace(json_extract_scalar(current_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_updated_at,
  json_extract_scalar(previous_state, '$.status.S') AS previous_status,
  json_extract_scalar(previous_state, '$.status_id.S') AS previous_status_id,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_event_time,
  json_extract_scalar(previous_state, '$.source.S') AS previous_source,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(json_extract_scalar(item, '$.revision.N') AS bigint) AS revision,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.current.M') AS current_state,
    json_extract(line, '$.Item.previous.M') AS previous_state
  FROM submissions_export
)
WHERE json_extract_scalar(item, '$.facet.S') = 'custom_status';

CREATE OR REPLACE VIEW scores_override AS
SELECT
  json_extract_scalar(item, '$.score_id.S') AS score_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.enrollment_id.S') AS enrollment_id,
  json_extract_scalar(item, '$.grading_period_id.S') AS grading_period_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  CAST(json_extract_scalar(current_state, '$.override_score.N') AS double) AS current_override_score,
  CAST(replace(replace(json_extract_scalar(current_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_updated_at,
  CAST(json_extract_scalar(previous_state, '$.override_score.N') AS double) AS previous_override_score,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_event_time,
  json_extract_scalar(previous_state, '$.source.S') AS previous_source,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(json_extract_scalar(item, '$.revision.N') AS bigint) AS revision,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.current.M') AS current_state,
    json_extract(line, '$.Item.previous.M') AS previous_state
  FROM scores_export
)
WHERE json_extract_scalar(item, '$.facet.S') = 'override';

CREATE OR REPLACE VIEW scores_custom_status AS
SELECT
  json_extract_scalar(item, '$.score_id.S') AS score_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.enrollment_id.S') AS enrollment_id,
  json_extract_scalar(item, '$.grading_period_id.S') AS grading_period_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(current_state, '$.status.S') AS current_status,
  json_extract_scalar(current_state, '$.status_id.S') AS current_status_id,
  CAST(replace(replace(json_extract_scalar(current_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_updated_at,
  json_extract_scalar(previous_state, '$.status.S') AS previous_status,
  json_extract_scalar(previous_state, '$.status_id.S') AS previous_status_id,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_event_time,
  json_extract_scalar(previous_state, '$.source.S') AS previous_source,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(json_extract_scalar(item, '$.revision.N') AS bigint) AS revision,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.current.M') AS current_state,
    json_extract(line, '$.Item.previous.M') AS previous_state
  FROM scores_export
)
WHERE json_extract_scalar(item, '$.facet.S') = 'custom_status';

CREATE OR REPLACE VIEW course_scores AS
SELECT
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  CAST(json_extract_scalar(current_state, '$.current_score.N') AS double) AS current_current_score,
  CAST(json_extract_scalar(current_state, '$.final_score.N') AS double) AS current_final_score,
  CAST(json_extract_scalar(current_state, '$.unposted_current_score.N') AS double) AS current_unposted_current_score,
  CAST(json_extract_scalar(current_state, '$.unposted_final_score.N') AS double) AS current_unposted_final_score,
  json_extract_scalar(current_state, '$.workflow_state.S') AS current_workflow_state,
  CAST(replace(replace(json_extract_scalar(current_state, '$.created_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_created_at,
  CAST(replace(replace(json_extract_scalar(current_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS current_updated_at,
  CAST(json_extract_scalar(previous_state, '$.current_score.N') AS double) AS previous_current_score,
  CAST(json_extract_scalar(previous_state, '$.final_score.N') AS double) AS previous_final_score,
  CAST(json_extract_scalar(previous_state, '$.unposted_current_score.N') AS double) AS previous_unposted_current_score,
  CAST(json_extract_scalar(previous_state, '$.unposted_final_score.N') AS double) AS previous_unposted_final_score,
  CAST(replace(replace(json_extract_scalar(previous_state, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS previous_event_time,
  json_extract_scalar(previous_state, '$.source.S') AS previous_source,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(json_extract_scalar(item, '$.revision.N') AS bigint) AS revision,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.current.M') AS current_state,
    json_extract(line, '$.Item.previous.M') AS previous_state
  FROM course_scores_export
);

CREATE OR REPLACE VIEW history_submissions_grade AS
SELECT
  json_extract_scalar(item, '$.entity.S') AS entity,
  json_extract_scalar(item, '$.entry.S') AS entry,
  json_extract_scalar(item, '$.submission_id.S') AS submission_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.assignment_id.S') AS assignment_id,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(state_state, '$.grade.S') AS state_grade,
  CAST(json_extract_scalar(state_state, '$.score.N') AS double) AS state_score,
  CAST(json_extract_scalar(state_state, '$.points_possible.N') AS double) AS state_points_possible,
  json_extract_scalar(state_state, '$.status.S') AS state_status,
  CAST(json_extract_scalar(state_state, '$.hidden.BOOL') AS boolean) AS state_hidden,
  CAST(json_extract_scalar(state_state, '$.grading_complete.BOOL') AS boolean) AS state_grading_complete,
  json_extract_scalar(state_state, '$.grader_id.S') AS state_grader_id,
  json_extract_scalar(state_state, '$.assignment_name.S') AS state_assignment_name,
  json_extract_scalar(state_state, '$.student_sis_id.S') AS state_student_sis_id,
  json_extract_scalar(old_state, '$.grade.S') AS old_grade,
  CAST(json_extract_scalar(old_state, '$.score.N') AS double) AS old_score,
  CAST(json_extract_scalar(old_state, '$.points_possible.N') AS double) AS old_points_possible,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.state.M') AS state_state,
    json_extract(line, '$.Item.old.M') AS old_state
  FROM history_export
)
WHERE json_extract_scalar(item, '$.entity.S') LIKE 'submissions#%' AND json_extract_scalar(item, '$.facet.S') = 'grade';

CREATE OR REPLACE VIEW history_submissions_submission AS
SELECT
  json_extract_scalar(item, '$.entity.S') AS entity,
  json_extract_scalar(item, '$.entry.S') AS entry,
  json_extract_scalar(item, '$.submission_id.S') AS submission_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.assignment_id.S') AS assignment_id,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(state_state, '$.workflow_state.S') AS state_workflow_state,
  CAST(json_extract_scalar(state_state, '$.attempt.N') AS bigint) AS state_attempt,
  json_extract_scalar(state_state, '$.submission_type.S') AS state_submission_type,
  CAST(replace(replace(json_extract_scalar(state_state, '$.submitted_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_submitted_at,
  CAST(json_extract_scalar(state_state, '$.late.BOOL') AS boolean) AS state_late,
  CAST(json_extract_scalar(state_state, '$.missing.BOOL') AS boolean) AS state_missing,
  json_extract_scalar(state_state, '$.grade.S') AS state_grade,
  CAST(json_extract_scalar(state_state, '$.score.N') AS double) AS state_score,
  CAST(replace(replace(json_extract_scalar(state_state, '$.graded_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_graded_at,
  CAST(replace(replace(json_extract_scalar(state_state, '$.posted_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_posted_at,
  CAST(replace(replace(json_extract_scalar(state_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_updated_at,
  json_extract_scalar(state_state, '$.body.S') AS state_body,
  json_extract_scalar(old_state, '$.workflow_state.S') AS old_workflow_state,
  CAST(json_extract_scalar(old_state, '$.attempt.N') AS bigint) AS old_attempt,
  json_extract_scalar(old_state, '$.submission_type.S') AS old_submission_type,
  CAST(replace(replace(json_extract_scalar(old_state, '$.submitted_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS old_submitted_at,
  CAST(json_extract_scalar(old_state, '$.late.BOOL') AS boolean) AS old_late,
  CAST(json_extract_scalar(old_state, '$.missing.BOOL') AS boolean) AS old_missing,
  json_extract_scalar(old_state, '$.grade.S') AS old_grade,
  CAST(json_extract_scalar(old_state, '$.score.N') AS double) AS old_score,
  CAST(replace(replace(json_extract_scalar(old_state, '$.graded_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS old_graded_at,
  CAST(replace(replace(json_extract_scalar(old_state, '$.posted_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS old_posted_at,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.state.M') AS state_state,
    json_extract(line, '$.Item.old.M') AS old_state
  FROM history_export
)
WHERE json_extract_scalar(item, '$.entity.S') LIKE 'submissions#%' AND json_extract_scalar(item, '$.facet.S') = 'submission';

CREATE OR REPLACE VIEW history_submissions_comment AS
SELECT
  json_extract_scalar(item, '$.entity.S') AS entity,
  json_extract_scalar(item, '$.entry.S') AS entry,
  json_extract_scalar(item, '$.submission_id.S') AS submission_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(state_state, '$.author_id.S') AS state_author_id,
  CAST(replace(replace(json_extract_scalar(state_state, '$.created_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_created_at,
  replace(replace(json_format(json_extract(state_state, '$.attachment_ids.L')), '{"S":', ''), '}', '') AS state_attachment_ids,
  json_extract_scalar(state_state, '$.body.S') AS state_body,
  json_extract_scalar(old_state, '$.author_id.S') AS old_author_id,
  CAST(replace(replace(json_extract_scalar(old_state, '$.created_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS old_created_at,
  replace(replace(json_format(json_extract(old_state, '$.attachment_ids.L')), '{"S":', ''), '}', '') AS old_attachment_ids,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.state.M') AS state_state,
    json_extract(line, '$.Item.old.M') AS old_state
  FROM history_export
)
WHERE json_extract_scalar(item, '$.entity.S') LIKE 'submissions#%' AND json_extract_scalar(item, '$.facet.S') LIKE 'comment#%';

CREATE OR REPLACE VIEW history_submissions_custom_status AS
SELECT
  json_extract_scalar(item, '$.entity.S') AS entity,
  json_extract_scalar(item, '$.entry.S') AS entry,
  json_extract_scalar(item, '$.submission_id.S') AS submission_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.assignment_id.S') AS assignment_id,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(state_state, '$.status.S') AS state_status,
  json_extract_scalar(state_state, '$.status_id.S') AS state_status_id,
  CAST(replace(replace(json_extract_scalar(state_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_updated_at,
  json_extract_scalar(old_state, '$.status.S') AS old_status,
  json_extract_scalar(old_state, '$.status_id.S') AS old_status_id,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.state.M') AS state_state,
    json_extract(line, '$.Item.old.M') AS old_state
  FROM history_export
)
WHERE json_extract_scalar(item, '$.entity.S') LIKE 'submissions#%' AND json_extract_scalar(item, '$.facet.S') = 'custom_status';

CREATE OR REPLACE VIEW history_scores_override AS
SELECT
  json_extract_scalar(item, '$.entity.S') AS entity,
  json_extract_scalar(item, '$.entry.S') AS entry,
  json_extract_scalar(item, '$.score_id.S') AS score_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.enrollment_id.S') AS enrollment_id,
  json_extract_scalar(item, '$.grading_period_id.S') AS grading_period_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  CAST(json_extract_scalar(state_state, '$.override_score.N') AS double) AS state_override_score,
  CAST(replace(replace(json_extract_scalar(state_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_updated_at,
  CAST(json_extract_scalar(old_state, '$.override_score.N') AS double) AS old_override_score,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.state.M') AS state_state,
    json_extract(line, '$.Item.old.M') AS old_state
  FROM history_export
)
WHERE json_extract_scalar(item, '$.entity.S') LIKE 'scores#%' AND json_extract_scalar(item, '$.facet.S') = 'override';

CREATE OR REPLACE VIEW history_scores_custom_status AS
SELECT
  json_extract_scalar(item, '$.entity.S') AS entity,
  json_extract_scalar(item, '$.entry.S') AS entry,
  json_extract_scalar(item, '$.score_id.S') AS score_id,
  json_extract_scalar(item, '$.facet.S') AS facet,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.enrollment_id.S') AS enrollment_id,
  json_extract_scalar(item, '$.grading_period_id.S') AS grading_period_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  json_extract_scalar(state_state, '$.status.S') AS state_status,
  json_extract_scalar(state_state, '$.status_id.S') AS state_status_id,
  CAST(replace(replace(json_extract_scalar(state_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_updated_at,
  json_extract_scalar(old_state, '$.status.S') AS old_status,
  json_extract_scalar(old_state, '$.status_id.S') AS old_status_id,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.state.M') AS state_state,
    json_extract(line, '$.Item.old.M') AS old_state
  FROM history_export
)
WHERE json_extract_scalar(item, '$.entity.S') LIKE 'scores#%' AND json_extract_scalar(item, '$.facet.S') = 'custom_status';

CREATE OR REPLACE VIEW history_course_scores AS
SELECT
  json_extract_scalar(item, '$.entity.S') AS entity,
  json_extract_scalar(item, '$.entry.S') AS entry,
  json_extract_scalar(item, '$.course_id.S') AS course_id,
  json_extract_scalar(item, '$.user_id.S') AS user_id,
  json_extract_scalar(item, '$.root_account_uuid.S') AS root_account_uuid,
  CAST(json_extract_scalar(state_state, '$.current_score.N') AS double) AS state_current_score,
  CAST(json_extract_scalar(state_state, '$.final_score.N') AS double) AS state_final_score,
  CAST(json_extract_scalar(state_state, '$.unposted_current_score.N') AS double) AS state_unposted_current_score,
  CAST(json_extract_scalar(state_state, '$.unposted_final_score.N') AS double) AS state_unposted_final_score,
  json_extract_scalar(state_state, '$.workflow_state.S') AS state_workflow_state,
  CAST(replace(replace(json_extract_scalar(state_state, '$.created_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_created_at,
  CAST(replace(replace(json_extract_scalar(state_state, '$.updated_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS state_updated_at,
  CAST(json_extract_scalar(old_state, '$.current_score.N') AS double) AS old_current_score,
  CAST(json_extract_scalar(old_state, '$.final_score.N') AS double) AS old_final_score,
  CAST(json_extract_scalar(old_state, '$.unposted_current_score.N') AS double) AS old_unposted_current_score,
  CAST(json_extract_scalar(old_state, '$.unposted_final_score.N') AS double) AS old_unposted_final_score,
  json_extract_scalar(item, '$.event_name.S') AS event_name,
  CAST(replace(replace(json_extract_scalar(item, '$.event_time.S'), 'T', ' '), 'Z', '') AS timestamp) AS event_time,
  CAST(replace(replace(json_extract_scalar(item, '$.written_at.S'), 'T', ' '), 'Z', '') AS timestamp) AS written_at,
  CAST(json_extract_scalar(item, '$.expires_at.N') AS bigint) AS expires_at
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.state.M') AS state_state,
    json_extract(line, '$.Item.old.M') AS old_state
  FROM history_export
)
WHERE json_extract_scalar(item, '$.entity.S') LIKE 'course-scores#%';
