import * as v from 'valibot';
import type { AnyTableName } from './domain/tables.ts';

const NonEmptySchema = v.pipe(v.string(), v.nonEmpty());
const DaysSchema = v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,4}$/), v.transform(Number)));
const ListSchema = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').filter((part) => part !== '')),
);

/**
 * The function's environment. The stack writes exactly this type (`const environment: Env = …`), so
 * that a forgotten variable is a compile error and not a page at night.
 */
export const EnvSchema = v.object({
  SUBMISSIONS_TABLE: NonEmptySchema,
  SCORES_TABLE: NonEmptySchema,
  COURSE_SCORES_TABLE: NonEmptySchema,
  FORGOTTEN_TABLE: NonEmptySchema,
  /** Absent: no history is kept. */
  HISTORY_TABLE: v.optional(NonEmptySchema),
  DEAD_LETTER_QUEUE_URL: v.pipe(v.string(), v.url()),
  /** Root account uuids to accept, comma separated. Empty or absent: any. */
  ROOT_ACCOUNT_UUIDS: v.optional(ListSchema, ''),
  /** Days after its newest event that a row expires. Absent: never. */
  RETENTION_DAYS: DaysSchema,
  /** Days after its event that an item of the history expires. Absent: never. */
  HISTORY_DAYS: DaysSchema,
  /** Texts to keep in the rows, comma separated, of `comment` and `submission`. Empty or absent: none. */
  STORE_TEXT: v.optional(v.pipe(ListSchema, v.array(v.picklist(['comment', 'submission']))), ''),
  /** The release that runs, for the log. */
  VERSION: NonEmptySchema,
  /** Read by Powertools. */
  POWERTOOLS_SERVICE_NAME: NonEmptySchema,
  POWERTOOLS_METRICS_NAMESPACE: NonEmptySchema,
});

export type Env = v.InferInput<typeof EnvSchema>;

/** Which variable holds the physical name of which table. */
export const tableVariables = {
  submissions: 'SUBMISSIONS_TABLE',
  scores: 'SCORES_TABLE',
  'course-scores': 'COURSE_SCORES_TABLE',
  history: 'HISTORY_TABLE',
} as const satisfies Record<AnyTableName, keyof Env>;

/**
 * Reads the function's environment.
 *
 * @throws an Error that names the variable; the function must not start half configured
 */
export function readEnv(variables: NodeJS.ProcessEnv): v.InferOutput<typeof EnvSchema> {
  const parsed = v.safeParse(EnvSchema, variables);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`environment variable ${v.getDotPath(issue)}: ${issue.message}`);
}
