/*
 * Names and types: app/graphql/types and app/graphql/interfaces of canvas-lms. A page has at most 100 entries,
 * and a query may neither be deep nor complex. What a line says is asked for under the line's name of it.
 *
 * Three defaults would be wrong here: without `gradingPeriodId: null` assignments and grades are those of the
 * current grading period, without `states` submissions that were not handed in are missing, graded or not, and
 * without `includeConcluded` and `includeDeactivated` so are those of students who have left. A Canvas that is too
 * old to know these two (2025) refuses the query.
 */

const page = 'pageInfo { hasNextPage endCursor }';

export const permissionsQuery = `query ($course: ID!) {
  course(id: $course) { legacyId: _id permissions { viewAllGrades manageGrades } }
}`;

export const assignmentsQuery = `query ($course: ID!, $after: String) {
  course(id: $course) {
    connection: assignmentsConnection(filter: { gradingPeriodId: null }, first: 100, after: $after) {
      nodes { legacyId: _id assignment_name: name points_possible: pointsPossible updated_at: updatedAt }
      ${page}
    }
  }
}`;

export const submissionsQuery = `query ($assignment: ID!, $after: String) {
  assignment(id: $assignment) {
    connection: submissionsConnection(
      filter: {
        states: [submitted, unsubmitted, pending_review, graded], includeConcluded: true, includeDeactivated: true
      }, first: 100, after: $after
    ) {
      nodes {
        legacyId: _id user { legacyId: _id } excused gradeHidden updated_at: updatedAt
        workflow_state: state grade score attempt submission_type: submissionType submitted_at: submittedAt
        late missing graded_at: gradedAt posted_at: postedAt
      }
      ${page}
    }
  }
}`;

export const enrollmentsQuery = `query ($course: ID!, $after: String) {
  course(id: $course) {
    connection: enrollmentsConnection(
      filter: { types: [StudentEnrollment, StudentViewEnrollment] }, first: 100, after: $after
    ) {
      nodes {
        legacyId: _id state updated_at: updatedAt user { legacyId: _id }
        grades(gradingPeriodId: null) {
          current_score: currentScore final_score: finalScore
          unposted_current_score: unpostedCurrentScore unposted_final_score: unpostedFinalScore
        }
      }
      ${page}
    }
  }
}`;
