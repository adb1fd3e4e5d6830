/*
 * Names and types: app/graphql/types and app/graphql/interfaces of canvas-lms. A page has at most 100 entries,
 * and a query may neither be deep nor complex.
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
      nodes { legacyId: _id name pointsPossible updatedAt }
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
        legacyId: _id user { legacyId: _id } state grade score excused gradeHidden postedAt updatedAt
        attempt submissionType submittedAt gradedAt late missing
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
        legacyId: _id state updatedAt user { legacyId: _id }
        grades(gradingPeriodId: null) { currentScore finalScore unpostedCurrentScore unpostedFinalScore }
      }
      ${page}
    }
  }
}`;
