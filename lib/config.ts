import * as v from 'valibot';
import { DEAD_LETTER_DAYS, longestLifeDays, QUEUE_DAYS } from './message-life.ts';

const scalar = (allowed: string) => v.pipe(v.union([v.string(), v.number()], allowed), v.transform(String));

const wholeNumber = (min: number, max: number, why = '') => {
  const allowed = `a whole number from ${min} to ${max}${why}`;
  return v.pipe(
    scalar(allowed),
    v.regex(/^\d{1,9}$/, allowed),
    v.transform(Number),
    v.minValue(min, allowed),
    v.maxValue(max, allowed),
  );
};

const list = (allowed: string) =>
  v.pipe(
    v.union([v.string(), v.array(v.string())], allowed),
    v.transform((given) => (typeof given === 'string' ? given.split(',') : given)),
    v.transform((entries) => entries.map((entry) => entry.trim())),
  );

const allowedName =
  'up to 32 lower case letters, digits and hyphens, beginning with a letter, not ending with a hyphen, ' +
  '"-dead-letters" or "-course" (those would name another environment\'s queue or table)';
/** An administrator knows the account's number, which is no help. */
const whereUuidIs =
  'https://<your Canvas>/api/v1/accounts/self shows it as uuid, and each event as root_account_uuid';
const allowedRootAccounts =
  "one or more root account uuids, a list or comma separated: not an account's number, but 40 letters and digits " +
  `(${whereUuidIs}); leave the key out to accept any`;
const whyOutlive =
  `: a row must outlive every copy of its events (${QUEUE_DAYS} days in the queue, ${DEAD_LETTER_DAYS} as a dead ` +
  `letter, ${QUEUE_DAYS} in the queue again), or one of them brings an old grade back; leave the key out to keep them for ever`;
const allowedHistory =
  'true, to keep every state that a grade had, or false, to keep the current and the previous one';
const allowedTexts = 'a list, or comma separated, of comment, submission';
const allowedEmail =
  'one email address, which gets the alarms once it has confirmed; leave the key out for none';
const allowedKey =
  'create, for a KMS key in this stack, or the ARN of a customer-managed KMS key (arn:aws:kms:…:key/…); leave the ' +
  'key out for SSE-SQS; not alias/aws/sqs, whose key policy cannot let Instructure in';
const allowedRunbook =
  'where docs/runbook.md can be read, an https address without #, such as ' +
  'https://github.com/<you>/canvas-grade-state/blob/main/docs/runbook.md; leave the key out for the name of the file';
const allowedRemoval = 'retain, or destroy for a stack that is thrown away with its rows';

/**
 * What can be set when the stack is synthesized, with the defaults. cdk.json gives JSON values,
 * `-c key=value` gives strings: both forms of each setting mean the same.
 */
export const ConfigSchema = v.pipe(
  v.object({
    /** The environment; part of every physical name, so a different name is a different system. */
    name: v.optional(
      v.pipe(
        v.string(allowedName),
        // 80 characters are allowed for canvas-live-events-<name>-dead-letters, 64 for the function.
        v.regex(/^(?!.*-(?:dead-letters|course)$)[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/, allowedName),
      ),
      'prod',
    ),
    /** Absent: events of any root account. There is no way to say "any" with a value, so that an unset shell variable is an error. */
    rootAccounts: v.optional(
      v.pipe(
        list(allowedRootAccounts),
        v.minLength(1, allowedRootAccounts),
        // Half of what Canvas makes: shorter is a name, a number or a part of one.
        v.array(v.pipe(v.string(), v.regex(/^(?!\d+$)[A-Za-z0-9_-]{20,}$/, allowedRootAccounts))),
      ),
    ),
    /** Absent: rows are kept for ever. */
    retentionDays: v.optional(wholeNumber(longestLifeDays, 36_500, whyOutlive)),
    /** Whether every observation is kept, beside the two states of a row. */
    history: v.optional(
      v.pipe(
        v.union([v.boolean(), v.string()], allowedHistory),
        v.transform(String),
        v.picklist(['true', 'false'], allowedHistory),
        v.transform((text) => text === 'true'),
      ),
      true,
    ),
    /** Absent: as long as rows are. */
    historyDays: v.optional(wholeNumber(longestLifeDays, 36_500, whyOutlive)),
    storeText: v.optional(
      v.pipe(list(allowedTexts), v.array(v.picklist(['comment', 'submission'], allowedTexts))),
      [],
    ),
    removalPolicy: v.optional(v.picklist(['retain', 'destroy'], allowedRemoval), 'retain'),
    /** The account Instructure delivers live events from. */
    senderAccount: v.optional(
      v.pipe(
        scalar('an AWS account number of 12 digits'),
        v.regex(/^\d{12}$/, 'an AWS account number of 12 digits'),
      ),
      '636161780776',
    ),
    /** Absent: the alarms go to the topic, and nobody is subscribed to it. */
    alarmEmail: v.optional(
      v.pipe(v.string(allowedEmail), v.regex(/^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/, allowedEmail)),
    ),
    /** Absent: alarms name the file and its heading. */
    runbookUrl: v.optional(
      v.pipe(v.string(allowedRunbook), v.regex(/^https:\/\/[^\s#<>"]{1,300}$/, allowedRunbook)),
    ),
    /**
     * Hours without a message after which to alarm; 0 is never. On by default, since whatever goes wrong on
     * Canvas's side looks the same here: an empty queue. CloudWatch looks back seven days at most.
     */
    silenceHours: v.optional(wholeNumber(0, 168), 24),
    /** Absent: SQS encrypts with keys of its own, for which Instructure needs nothing. */
    queueKey: v.optional(
      v.pipe(
        v.string(allowedKey),
        v.regex(
          /^(?:create|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-)?[0-9a-f-]{32,36})$/,
          allowedKey,
        ),
      ),
    ),
    batchSize: v.optional(wholeNumber(1, 10_000), 1_000),
    batchingWindowSeconds: v.optional(wholeNumber(0, 300), 1),
    maxConcurrency: v.optional(wholeNumber(2, 1_000), 5),
  }),
  v.forward(
    v.check(
      ({ batchSize, batchingWindowSeconds }) => batchSize <= 10 || batchingWindowSeconds >= 1,
      'at least 1 when batchSize is above 10: Lambda gathers larger batches only within a window',
    ),
    ['batchingWindowSeconds'],
  ),
);

export type Config = v.InferOutput<typeof ConfigSchema>;

/** Says how many days the history is kept; undefined is for ever. No longer than rows, unless it is set. */
export function historyDaysOf({
  historyDays,
  retentionDays,
}: Pick<Config, 'historyDays' | 'retentionDays'>): number | undefined {
  return historyDays ?? retentionDays;
}

/** Mistakes of the person who configures, to be shown without a stack trace: a line each. */
export class ConfigError extends Error {}

/** Keys without a colon that the CDK command line itself keeps in the context. */
const cdkKeys = new Set(['acknowledged-issue-numbers', 'cli-telemetry']);

/**
 * Reads the configuration from the context of a CDK app.
 *
 * An unknown key is an error too: a misspelt `rootAccounts` would otherwise open the tables to every
 * Canvas. Feature flags and cached look-ups, whose keys contain a colon, are not settings.
 *
 * @throws ConfigError with a line per mistake: the key, what was given, what is allowed
 */
export function parseConfig(context: Readonly<Record<string, unknown>>): Config {
  const settings = ConfigSchema.entries;
  const unknown = Object.keys(context)
    .filter((key) => !key.includes(':') && !cdkKeys.has(key) && !(key in settings))
    .map((key) => `${key} is not a setting; the settings are ${Object.keys(settings).join(', ')}`);

  const parsed = v.safeParse(ConfigSchema, context, { abortPipeEarly: true });
  const mistakes = (parsed.issues ?? []).map((issue) => {
    const key = String(issue.path?.[0]?.key);
    return `${key} is ${JSON.stringify(context[key]) ?? 'not given'}; allowed: ${issue.message}`;
  });

  const lines = [...new Set([...unknown, ...mistakes])];
  if (!parsed.success || lines.length > 0) {
    throw new ConfigError(`Wrong configuration (cdk.json context, -c key=value):\n  ${lines.join('\n  ')}`);
  }
  return parsed.output;
}

/** Canvas makes each, once, with `CanvasSlug.generate_securish_uuid`. */
const CANVAS_UUID = /^[A-Za-z0-9]{40}$/;

/**
 * Says what is allowed and all the same likely a mistake, a sentence each.
 *
 * A root account that no event names would make a dead letter of every event.
 */
export function doubtsAbout({ rootAccounts = [] }: Pick<Config, 'rootAccounts'>): string[] {
  const unusual = rootAccounts.filter((uuid) => !CANVAS_UUID.test(uuid));
  if (unusual.length === 0) return [];
  return [
    `rootAccounts has ${unusual.join(', ')}: not 40 letters and digits, of which Canvas makes a uuid. If it is ` +
      `not the uuid of your root account, every event will be rejected (${whereUuidIs}).`,
  ];
}
