import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import project from '../../../package.json' with { type: 'json' };
import { openLedger, waitUntilAccounted } from '../../../scripts/local/account.ts';
import { startSystem } from '../../../scripts/local/local-system.ts';
import { publish } from '../../../scripts/local/messages/publish.ts';
import { shuffle } from '../../../scripts/local/messages/shuffle.ts';
import { readDeadLetters } from '../../../scripts/local/read-dead-letters.ts';
import { readRows } from '../../../scripts/local/read-rows.ts';
import { type CloudAssembly, readCloudAssembly } from '../../../scripts/local/stack/cloud-assembly.ts';
import { synthesize } from '../../../scripts/local/stack/synthesize.ts';
import { liveEventFixtures, rejectedFixtures } from '../../support/fixtures.ts';
import { gradeChange } from '../../support/messages.ts';

/*
 * The bundled asset of the synthesized stack, fed by the queue it declares, writing to the tables it
 * declares, through the AWS SDK.
 */
let assembly: CloudAssembly;
let removeAssembly: () => Promise<void>;

/** Of the published pages but one, and of the events that tests make up. */
const rootAccounts = [
  'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs',
  '44fJ44GgJ29gJBsl43JLKgljsBIOTsbnKT48932g',
  'V3kdo4kgu3F4Kf4fK109DSFkdso432950GKSOJNj',
  'rootAccountUuidOfEventsThatTestsMakeUp00',
];

beforeAll(async () => {
  const synthesis = await synthesize([`rootAccounts=${rootAccounts.join(',')}`]);
  removeAssembly = synthesis.remove;
  assembly = readCloudAssembly(synthesis.directory);
});
afterAll(() => removeAssembly());

const withoutWriting = ({ revision: _, written_at: __, ...row }: Record<string, unknown>) => row;

async function run(bodies: readonly string[]) {
  const ledger = openLedger();
  const logs: string[] = [];
  const system = await startSystem(assembly, {
    onBatch: (batch) => {
      ledger.add(batch);
      logs.push(...batch.logs);
    },
    redeliverAfterSeconds: 1,
  });
  try {
    const { deployment, engines } = system;
    const events = bodies.map((body, index) => ({ body, source: `message ${index}` }));
    await publish(engines.clients.sqs, deployment.queue.url, events, () => undefined);
    system.startConsuming();
    const account = await waitUntilAccounted({
      sqs: engines.clients.sqs,
      queueUrl: deployment.queue.url,
      sent: events.length,
      ledger,
      readDeadLetters: () => readDeadLetters(engines.endpoints.sqs, deployment.deadLetterQueue.name),
      stuckAfterSeconds: 120,
    });
    const rows = await readRows(engines.clients.dynamodb, deployment.function.environment);
    return { ...account, rows, logs };
  } finally {
    await system.stop();
  }
}

/** The texts of a JSON document that are no member names, with a function that replaces one of them. */
function leaves(
  document: unknown,
  path: readonly string[] = [],
): { path: readonly string[]; text: string }[] {
  if (typeof document === 'string') return [{ path, text: document }];
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, value]) => leaves(value, [...path, name]));
}

function replaceLeaf(document: unknown, [name, ...rest]: readonly string[], text: string): unknown {
  if (name === undefined) return text;
  const copy = (Array.isArray(document) ? [...document] : { ...(document as object) }) as Record<
    string,
    unknown
  >;
  copy[name] = replaceLeaf(copy[name], rest, text);
  return copy;
}

function inRowOfItsOwn(text: string, index: number): string {
  return text.replace(/("(?:submission_id|score_id|user_id)":"|canvas:submission:)\d+/g, `$1${1000 + index}`);
}

/** The only fields of an event whose text goes into a row as it is. */
const storedTexts = [
  'grade',
  'assignment_name',
  'student_sis_id',
  'status',
  'submission_type',
  'workflow_state',
  'root_account_uuid',
];

describe('the deployed system', () => {
  const fixtures = [...liveEventFixtures, ...rejectedFixtures];

  test('gives the same rows for any order and any number of copies, and accounts for every message', async () => {
    const bodies = liveEventFixtures.map(({ text }) => text);
    const [once, thrice] = [await run(bodies), await run(shuffle([...bodies, ...bodies, ...bodies], '2019'))];
    expect(once.missing).toEqual([]);
    expect(thrice.missing).toEqual([]);
    expect(thrice.sent).toBe(3 * once.sent);
    expect(thrice.outcomes.failed).toBe(0);
    expect(once.rows.submissions.length).toBeGreaterThan(50);
    for (const table of ['submissions', 'scores', 'course-scores'] as const) {
      expect(thrice.rows[table].map(withoutWriting)).toEqual(once.rows[table].map(withoutWriting));
    }
  });

  test('shows the published grade_change as now 5 and before 4', async () => {
    const { rows } = await run(
      liveEventFixtures.filter(({ name }) => name.endsWith('published')).map(({ text }) => text),
    );
    expect(rows.submissions).toContainEqual(
      expect.objectContaining({
        submission_id: '21070000000011086',
        facet: 'grade',
        current: expect.objectContaining({ grade: '5', score: 5, points_possible: 1, status: 'graded' }),
        previous: expect.objectContaining({ grade: '4', score: 4, points_possible: 1, source: 'reported' }),
      }),
    );
    expect(rows.scores).toContainEqual(
      expect.objectContaining({
        score_id: '21070000000000043',
        event_name: 'grade_override',
        current: expect.objectContaining({ override_score: 90 }),
        previous: expect.objectContaining({ override_score: 85 }),
      }),
    );
    expect(rows['course-scores']).toContainEqual(
      expect.objectContaining({
        course_id: '21070000000000002',
        user_id: '21070000000000002',
        current: expect.objectContaining({ current_score: 17.31, final_score: 12.5 }),
        previous: expect.objectContaining({ current_score: 13.46, final_score: 9.72 }),
      }),
    );
  });

  test('puts every rejected message into the dead-letter queue, with its code and without harm to the others', async () => {
    const good = Array.from({ length: 20 }, (_, index) =>
      JSON.stringify(gradeChange({ submission_id: 1000 + index })),
    );
    const { rows, deadLetters, missing, outcomes } = await run([
      ...good,
      ...rejectedFixtures.map(({ text }) => text),
    ]);
    expect(missing).toEqual([]);
    expect(outcomes).toEqual({
      applied: 20,
      unchanged: 0,
      ignored: 0,
      rejected: rejectedFixtures.length,
      failed: 0,
    });
    expect(rows.submissions).toHaveLength(20);
    const codeOf = new Map(rejectedFixtures.map(({ text, subject }) => [text, subject]));
    for (const { rejection, body } of deadLetters) expect(rejection?.code).toBe(codeOf.get(body));
  });

  test('logs JSON, with its release in each line and never a value of a message', async () => {
    const { logs } = await run(fixtures.map(({ text }) => text));
    const lines = logs.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ message }) => message === 'message rejected').length).toBeGreaterThanOrEqual(
      rejectedFixtures.length,
    );
    for (const line of lines.filter(({ message }) => message !== undefined)) {
      expect(line).toMatchObject({ version: project.version });
    }
    // Plain lower-case words may be part of an event name; the next test covers their fields.
    const values = liveEventFixtures
      .flatMap(({ text }) => leaves(JSON.parse(text)))
      .filter(
        ({ path, text }) =>
          text.length >= 6 && /[^a-z_]/.test(text) && !['type', 'action'].includes(path.at(-1) ?? ''),
      );
    expect(values.length).toBeGreaterThan(1000);
    const text = logs.join('\n');
    expect(values.filter((value) => text.includes(value.text))).toEqual([]);
  });

  test('neither logs nor stores what may be personal, whatever field it stands in', async () => {
    const canary = 'jane.doe@example.edu';
    const documents = liveEventFixtures
      .filter(({ name }) => name.endsWith('published'))
      .map(({ text }) => JSON.parse(text) as unknown);
    const bodies = documents
      .flatMap((document) => leaves(document).map(({ path }) => replaceLeaf(document, path, canary)))
      .map((document, index) => inRowOfItsOwn(JSON.stringify(document), index));
    const { missing, outcomes, logs, rows } = await run([
      ...bodies,
      canary,
      `"${canary}"`,
      `{"${canary}":1}`,
    ]);
    expect(missing).toEqual([]);
    expect(outcomes.rejected).toBeGreaterThan(50);
    expect(outcomes.applied + outcomes.unchanged).toBeGreaterThan(50);
    expect(logs.filter((line) => line.includes(canary))).toEqual([]);
    const kept = [...rows.submissions, ...rows.scores, ...rows['course-scores']].flatMap((row) =>
      leaves(row),
    );
    const fields = new Set(kept.filter(({ text }) => text === canary).map(({ path }) => path.at(-1)));
    expect(fields).toContain('grade');
    for (const field of fields) expect(storedTexts).toContain(field);
  });
});
