import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseOptions } from '../../../scripts/grades/options.ts';
import { runHistory } from '../../../scripts/grades/run-history.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { createTables, physicalNames, writeItems } from '../../support/dynamodb.ts';
import { appealed, appealedEvents, historyItem } from '../../support/history.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, gradeOverride, liveEvent, rowOf, submissionUpdated } from '../../support/messages.ts';

let engines: Engines;

beforeAll(async () => {
  engines = await startEngines();
  await createTables(engines.clients.dynamodb);
  const items = [
    ...appealedEvents.map(([event, writtenAt]) => historyItem(event, writtenAt)),
    historyItem(
      submissionUpdated({ submission_id: appealed, score: 6 }, { event_time: '2026-10-10T10:00:00.000Z' }),
    ),
    historyItem(gradeOverride({ score_id: '777', override_score: 90 })),
    historyItem(liveEvent('course_grade_change', { course_id: '565', user_id: '48', final_score: 80 })),
  ];
  const ofSnapshot = {
    ...historyItem(gradeChange({ submission_id: '888' }, { event_time: '2026-10-01T00:00:00.000Z' })),
    old: { NULL: true as const },
    event_name: { S: 'snapshot_canvas_data_2' },
  };
  await writeItems(engines.clients.dynamodb, 'history', [...items, ofSnapshot]);
  const row = rowOf(appealedEvents[0]?.[0] ?? {});
  await writeItems(engines.clients.dynamodb, 'submissions', [itemOf(row)]);
});
afterAll(() => engines.stop());

/** Runs a question as the command does. */
async function ask(line: string) {
  const options = parseOptions(line.split(' '), { CANVAS_SHARD: '2107' });
  if (options === undefined || !('history' in options)) throw new Error('not about the history');
  let stdout = '';
  const notes: string[] = [];
  const isFound = await runHistory({ dynamodb: engines.clients.dynamodb, physicalNames }, options, {
    async print(text) {
      stdout += text;
    },
    progress: { update: () => {}, end: () => {} },
    note: (text) => notes.push(text),
    isTerminal: false,
    paint: (_, text) => text,
    signal: new AbortController().signal,
  });
  return { isFound, stdout, notes, lines: stdout.trimEnd().split('\n') };
}

const cells = (line = '') => line.trim().split(/ {2,}/);

describe('grades history', () => {
  test('tells who changed what when, whether the student could see it, and what is missing or late', async () => {
    const { lines, isFound } = await ask('history 777 --facet grade');
    expect(isFound).toBe(true);
    expect(lines.map((line) => cells(line))).toEqual([
      ['when', 'what', 'facet', 'from', 'to', 'student', 'by', 'event', 'remarks'],
      [
        '2026-10-09T08:00:00.000Z',
        `submission ${appealed}`,
        'grade',
        'no grade of 10 (as reported)',
        '"2" 2 of 10 (graded)',
        'hidden',
        'automatic',
        'grade_change',
        'late: written 2026-10-11T00:00:00.000Z, a newer one 2026-10-10T09:00:00.000Z',
      ],
      [
        '2026-10-10T09:00:00.000Z',
        `submission ${appealed}`,
        'grade',
        'no grade of 10 (as reported)',
        '"6" 6 of 10 (graded)',
        'hidden',
        '21070000000000901',
        'grade_change',
        'a change before it is missing',
      ],
      [
        '2026-10-14T12:00:00.000Z',
        `submission ${appealed}`,
        'grade',
        '"6" 6 of 10',
        '"6" 6 of 10 (graded)',
        'visible',
        '21070000000000901',
        'grade_change',
      ],
      [
        '2026-10-20T15:00:00.000Z',
        `submission ${appealed}`,
        'grade',
        '"9" 9 of 10 (as reported)',
        '"4" 4 of 10 (graded)',
        'visible',
        '21070000000000902',
        'grade_change',
        'a change before it is missing',
      ],
    ]);
  });

  test('answers what a grade was on a day, who had set it, and when the student could see it', async () => {
    const { stdout } = await ask('history 777 --facet grade --at 2026-10-12');
    expect(stdout).toBe(`submission ${appealed}, grade, at 2026-10-12T00:00:00.000Z
  was      "6" 6 of 10 (graded)
  since    2026-10-10T09:00:00.000Z, by 21070000000000901, grade_change
  student  could not see it then; could see it from 2026-10-14T12:00:00.000Z until 2026-10-20T15:00:00.000Z
  until    2026-10-20T15:00:00.000Z
  but      the change of 2026-10-20T15:00:00.000Z reports "9" 9 of 10 before it: a change between the two is missing
`);
  });

  test('answers for each facet, and of what was before all that is known', async () => {
    const { stdout } = await ask('history 777 --at 2026-10-01');
    expect(stdout).toContain('  was    no grade of 10\n');
    expect(stdout).toContain('reported by grade_change of 2026-10-09T08:00:00.000Z, the first that is known');
    expect(stdout).not.toContain('student');
  });

  test('says of a state from a snapshot of Canvas that it is from then at the latest', async () => {
    const [whole, then] = [await ask('history 888'), await ask('history 888 --at 2026-10-02')];
    const remark = 'from a snapshot of Canvas: at this time at the latest';
    expect(cells(whole.lines[1]).at(-1)).toBe(remark);
    expect(then.stdout).toContain(`but      ${remark}\n`);
  });

  test('finds a submission by its URL, a score by its id, and a student in a course', async () => {
    const { submission_id, user_id, assignment_id } = JSON.parse(
      (await ask('history 777 --facet grade --format ndjson')).lines[0] ?? '',
    ) as { [name: string]: string };
    const url = `https://s.example/courses/1/assignments/${assignment_id}/submissions/${user_id}`;
    const [ofUrl, ofStudent] = [await ask(`history ${url} --json`), await ask('history 565 48')];
    expect(JSON.parse(ofUrl.stdout)).toHaveLength(5);
    expect(ofUrl.stdout).toContain(submission_id);
    expect(ofStudent.lines[1]).toMatch(
      /course 21070000000000565 user 21070000000000048 +course_score .* final 80/,
    );
    expect((await ask('history 777 --facet override')).lines[1]).toContain(
      'score 21070000000000777  override',
    );
  });

  test('gives programs each entry as it is kept, with what others say of it', async () => {
    const { stdout } = await ask('history 777 --facet grade --json');
    expect(JSON.parse(stdout)[0]).toMatchObject({
      type: 'submissions-grade',
      submission_id: appealed,
      state: { score: 2, grader_id: null },
      old: { score: null },
      before: { score: null },
      is_after_gap: false,
      newer_known_since: '2026-10-10T09:00:00.000Z',
      event_name: 'grade_change',
      written_at: '2026-10-11T00:00:00.000Z',
    });
  });

  test('gives programs what was at an instant', async () => {
    const { lines } = await ask('history 777 --facet grade --at 2026-10-12 --format ndjson');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        submission_id: appealed,
        at: '2026-10-12T00:00:00.000Z',
        state: { score: 6 },
        source: 'observed',
        since: '2026-10-10T09:00:00.000Z',
        set_by: '21070000000000901',
        visible: [{ from: '2026-10-14T12:00:00.000Z', until: '2026-10-20T15:00:00.000Z' }],
      },
    ]);
  });

  test('gives CSV the columns of the export, whatever a history has, in every line', async () => {
    const { stdout, notes } = await ask('history 777 --format csv');
    const [head = '', ...lines] = stdout.trimEnd().split('\r\n');
    expect(head.split(',')).toEqual(
      expect.arrayContaining(['type', 'entity', 'state_score', 'old_score', 'newer_known_since']),
    );
    expect(head.indexOf('score_id')).toBeLessThan(head.indexOf('state_grade'));
    for (const line of lines) expect(line.split(',').length).toBe(head.split(',').length);
    expect(notes).toEqual([expect.stringContaining('Read every column as text')]);
    expect((await ask('history 5 --format csv')).stdout).toBe(`${head}\r\n`);
  });

  test.each([
    ['history 5', 'Nothing found for history 21070000000000005. No event told of it yet'],
    ['history 888 --at 2000-01-01', 'is known of history 21070000000000888 as of 2000-01-01'],
  ])('%s says when there is nothing to say', async (line, note) => {
    const { isFound, notes } = await ask(line);
    expect([isFound, notes.join()]).toEqual([false, expect.stringContaining(note)]);
  });
});
