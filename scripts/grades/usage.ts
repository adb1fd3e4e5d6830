import { shardVariable } from '../reader/shard.ts';
import { defaultStack } from '../system/target.ts';

export const DEFAULT_LIMIT = 1000;

export const usage = `Usage: npm run grades -- QUESTION [options]

Reads grade state: each row now and before, when, by whom, hidden from the student or not.

  submission ID              everything known of a submission: its id, or its URL in Canvas or SpeedGrader
  score ID                   override and custom status of a score
  course ID                  every row of a course; a comment only where its event named the course
  user ID                    every row of a student; comments are with their submissions
  assignment ID              the submissions of an assignment; comments are with their submissions
  course-scores COURSE [USER]
                             computed scores of a course's students, or of one of them
  history ID                 every state that a submission had, by its id or URL, or a score: when, by whom, from
                             what to what, visible to the student or not. The oldest first
  history COURSE USER        the same of a student's computed score in a course
  changes --since T          rows that changed; there is no index by time, so this reads the tables whole

An ID is global (21070000000011086), local (11086), or as in URLs (2107~11086); a URL of Canvas will do for a
course, user or assignment too. Events decide which form the tables hold: nearly always the global one.

  --shard N        the shard of local ids (2107), or none; default: the environment variable ${shardVariable}

Of a course, user or assignment, and of changes:

  --since T        only rows whose event_time is not older: 1d (30m, 12h, 2w), 2026-03-01 (UTC), or
                   2026-03-01T08:00:00+01:00
  --facet F        only grade, submission, comment, override, custom_status or course_score
  --assignment ID  only rows of an assignment
  --status S       only grades that are graded, needs_review, excused, ungraded or deleted
  --hidden         only grades that the student cannot see
  --grader ID      only grades that this person gave last
  --dropped 10%    only scores that went down by more than so much of the points possible; of the earlier score
                   where an assignment has no points
  --sort ORDER     newest change first, oldest first, or none: as they are read. Default: newest for a table or with a
                   limit, which takes some 2 KB of memory a row shown; none for the other formats, which stream
  --limit N        N rows at most, the first in that order (default: all; ${DEFAULT_LIMIT} for changes)
  --segments N     for changes: read a table in N parts at a time, 1 to 16 (default 1)

Of a history:

  --at T           what it was at that instant, who had set it, and when the student could see it: written as
                   for --since; a date is its midnight in UTC
  --facet F        only of one facet

Of all:

  --format F       table (default), json, ndjson or csv; for programs run it as npm run --silent grades.
                   Read every column of CSV as text: a spreadsheet rounds ids, and takes a grade that begins
                   with = for a formula
  --json           the same as --format json
  --stack NAME     which system (default ${defaultStack})
  --local          the one that "npm run local -- --keep" keeps running
  -h, --help       this text; --version tells the release

Needs cloudformation:DescribeStacks; dynamodb:Query and dynamodb:BatchGetItem on the tables and their
indexes; dynamodb:Scan on the tables for changes; dynamodb:Query on the history.

Exit status: 0 if the question was answered, 1 if not or when no such submission, score or history is known, 2
for wrong usage.
`;
