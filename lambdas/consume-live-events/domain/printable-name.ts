const NAME = /^[A-Za-z_]{1,64}\d{0,2}$/;
/** A name of one of Canvas's services, `quizzes-lti.grade_changed`. The underscore tells it from `jane.doe`. */
const SERVICE_NAME = /^(?=.{1,64}$)[a-z]+(-[a-z]+)?\.[a-z]+(_[a-z]+)+$/;

/**
 * Gives a name back only if it looks like one.
 *
 * Names of events and fields are logged, and the sender of an event chooses them: one could be an
 * address or an id.
 */
export function printableName(name: unknown): string {
  return typeof name === 'string' && (NAME.test(name) || SERVICE_NAME.test(name)) ? name : 'unprintable';
}
