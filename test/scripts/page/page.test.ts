import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { gradeChange, liveEvent } from '../../support/messages.ts';
import { findChromium, type Look, launchChromium, type OneTab, tabTo } from './browser.ts';
import { measureContrast } from './contrast.ts';
import { longStoryId, writeLongStory } from './histories.ts';
import { type LocalPage, startLocalPage } from './local-page.ts';
import { awaitSnapshot } from './snapshot-stream.ts';
import { courseId, type StackPage, startStackPage } from './stack-page.ts';

/* The page of a local system in a real browser. Every change on it is that of an event that was consumed. */

const chromium = findChromium();
const inBrowser = chromium === undefined ? describe.skip : describe;
if (chromium === undefined) {
  process.stderr.write('Skipped: the tests of the page. No Chromium here; CHROMIUM_PATH may name one.\n');
}

const submissionId = '21070000000011086';
const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>';

let browser: OneTab;
let local: LocalPage;
let stack: StackPage;

beforeAll(async () => {
  if (chromium === undefined) return;
  browser = await launchChromium(chromium);
  local = await startLocalPage();
  stack = await startStackPage('2107');
});
afterAll(async () => {
  await browser?.close();
  await local?.stop();
  await stack?.stop();
});

inBrowser('the page', () => {
  beforeAll(async () => {
    const shown = awaitSnapshot(local.url, ({ run }) => run?.rows === 4 && run.reasons.length === 2);
    await local.send(
      gradeChange({
        submission_id: submissionId,
        grade: 'B+',
        old_grade: 'C',
        muted: true,
        grader_id: '21070000000000987',
        assignment_name: 'Essay 1',
      }),
      liveEvent('submission_comment_created', {
        submission_id: submissionId,
        submission_comment_id: '9',
        user_id: '3',
      }),
      gradeChange({ submission_id: '21070000000000555', grade: hostile, assignment_name: hostile }),
      liveEvent('course_grade_change', { course_id: '2', user_id: '3', current_score: 17.31 }),
      'not JSON',
      gradeChange({ score: 'five' }),
    );
    await shown;
  });

  /** Opens the page and waits until it shows the rows there are. */
  async function open(query = '') {
    const opened = await browser.open(local.url + query);
    await opened.tab.locator('#changes-table tbody tr').nth(3).waitFor();
    return opened;
  }

  /** Looks at the page with a story open. */
  async function lookAtStory(look: Look) {
    const tab = await browser.look(`${local.url}?submission=${submissionId}`, look);
    await tab.locator('#changes-table tbody tr').nth(3).waitFor();
    await tab.getByRole('heading', { name: `Submission ${submissionId}` }).waitFor();
    return tab;
  }

  test('shows outcomes, changes and dead letters, and the browser complains of nothing', async () => {
    const { tab, complaints } = await open();

    const outcomes = await tab.locator('dl.outcomes').innerText();
    expect(outcomes.replace(/\s+/g, ' ')).toMatch(
      /Applied 4 .*Unchanged 0 .*Ignored 0 .*Rejected 2 .*Failed 0 /,
    );
    const grade = await tab.getByRole('row', { name: /Essay 1/ }).innerText();
    for (const text of ['C', 'reported', 'B+', 'score 5 of 10', 'graded', 'hidden from student']) {
      expect(grade).toContain(text);
    }
    expect(grade.replace(/\s+/g, ' ')).toMatch(/student 21070000000000300 by 21070000000000987/);
    const letters = await tab.getByRole('table', { name: 'Dead letters' }).innerText();
    expect(letters).toMatch(/invalid_json\s+body: expected JSON/);
    expect(complaints).toEqual([]);
  });

  test('shows the body of a dead letter when that is asked, and how to send it again', async () => {
    const { tab, complaints } = await open();
    const letters = tab.getByRole('table', { name: 'Dead letters' });
    const row = letters.getByRole('row', { name: /body: expected JSON/ });
    await row.getByText('1 message').click();
    const asked = tab.waitForRequest('**/letter?*');
    expect(await letters.innerText()).not.toContain('not JSON');

    await row.getByRole('button', { name: /^Show body of / }).click();

    await asked;
    await row.getByText('not JSON', { exact: true }).waitFor();
    expect(await row.innerText()).toContain('npm run dead-letters -- redrive --local --code invalid_json');
    await row.getByRole('button', { name: /^Hide body of / }).click();
    expect(await letters.innerText()).not.toContain('not JSON');
    const counted = awaitSnapshot(local.url, ({ run }) => run?.outcomes.rejected === 3);
    await local.send('nor this');
    await counted;
    await row.getByText('2 messages').waitFor();
    expect(await row.getByRole('button', { name: /^Show body of / }).count()).toBe(2);
    expect(complaints).toEqual([]);
  });

  test('shows a change as soon as its event was consumed, and says so once', async () => {
    const { tab, complaints } = await open();
    const id = '21070000000000444';

    await tab
      .locator('#changes-table tbody tr')
      .first()
      .evaluate((row) => row.setAttribute('id', 'kept'));
    await local.send(gradeChange({ submission_id: id, grade: 'first', assignment_name: 'Live' }));
    await tab.getByRole('row', { name: /Live/ }).getByText('new', { exact: true }).waitFor();

    await tab.clock.fastForward(5000);
    await tab.getByText('1 more applied.').waitFor({ state: 'attached' });
    expect(await tab.locator('#kept').count()).toBe(1);
    expect(await tab.locator('dl [data-count=applied] .count').innerText()).toBe('5');
    expect(await tab.locator('#changes-table tbody tr').first().innerText()).toContain('Live');
    expect(complaints).toEqual([]);
  });

  test('shows what events say as text, whatever it looks like', async () => {
    const { tab, complaints } = await open('?submission=21070000000000555');

    await tab.getByRole('heading', { name: 'Submission 21070000000000555' }).waitFor();

    expect(await tab.getByText(hostile, { exact: true }).count()).toBeGreaterThanOrEqual(3);
    expect(await tab.locator('img, body script').count()).toBe(0);
    expect(await tab.title()).toBe('Submission 21070000000000555 · Grade state');
    expect(complaints).toEqual([]);
  });

  test('tells a story to the keyboard alone, and gives the focus back', async () => {
    const { tab } = await open();

    const link = await tabTo(tab, 'link', `submission ${submissionId}`);
    expect(await tab.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await tab.keyboard.press('Enter');
    const heading = tab.getByRole('heading', { name: `Submission ${submissionId}` });
    await heading.waitFor();

    expect(await heading.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    const story = tab.getByRole('region', { name: `Submission ${submissionId}` });
    expect(await story.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([
      'History',
      'Grade',
      'Comment 21070000000000009',
    ]);
    expect(await story.getByRole('row', { name: /^grade C B\+/ }).count()).toBe(1);

    await tabTo(tab, 'link', 'Close');
    await tab.keyboard.press('Enter');
    await story.waitFor({ state: 'hidden' });
    expect(await link.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  });

  test('finds a submission by its local id, and can be left with Back', async () => {
    const { tab } = await open();

    await tab.getByLabel('Id or Canvas URL').fill(' 11086 ');
    await tab.keyboard.press('Enter');
    await tab.getByRole('heading', { name: `Submission ${submissionId}` }).waitFor();
    await tab.goBack();

    await tab.locator('#found').waitFor({ state: 'hidden' });
  });

  test.each([
    ['', 'An id or a URL is missing.'],
    ['x1', 'Expected an id (11086, 21070000000011086 or 2107~11086) or a URL of Canvas.'],
    ['424242', 'The tables know nothing of it.'],
  ])('says what is wrong with the id "%s"', async (id, message) => {
    const { tab } = await open();

    await tab.getByLabel('Id or Canvas URL').fill(id);
    await tab.getByRole('button', { name: 'Find', exact: true }).click();

    await tab.getByText(message).waitFor();
  });

  test('leads from an id that is of nothing to what else it may be of', async () => {
    const { tab } = await open('?submission=2107~565');

    await tab.getByText('Look for it as').getByRole('link', { name: 'Course' }).click();

    await tab.getByRole('heading', { name: 'Course 21070000000000565' }).waitFor();
    expect(await tab.getByText('Look for it as').count()).toBe(0);
    await tab.getByLabel('Id or Canvas URL').fill('4242');
    await tab.keyboard.press('Enter');
    await tab.getByText('Look for it as').getByRole('link', { name: 'Student' }).waitFor();
  });

  test('shows what was asked for last, whichever answer comes last', async () => {
    const { tab } = await open();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await tab.route(`**/find?submission=${submissionId}`, (route) => answered.then(() => route.continue()));
    const late = tab.waitForResponse(`**/find?submission=${submissionId}`);
    for (const id of [submissionId, '21070000000000555']) {
      await tab.getByLabel('Id or Canvas URL').fill(id);
      await tab.keyboard.press('Enter');
    }
    await tab.getByRole('heading', { name: 'Submission 21070000000000555' }).waitFor();

    answer();
    await (await late).finished();

    await tab.getByRole('heading', { name: 'Submission 21070000000000555' }).waitFor();
    expect(await tab.title()).toBe('Submission 21070000000000555 · Grade state');
  });

  test('keeps an open story up to date', async () => {
    const { tab } = await open('?submission=21070000000000333');
    await tab.getByText('The tables know nothing of it.').waitFor();

    await local.send(gradeChange({ submission_id: '21070000000000333', grade: 'late arrival' }));

    await tab
      .getByRole('region', { name: /^Submission/ })
      .getByText('late arrival')
      .first()
      .waitFor();
  });

  test('leaves the focus where it was in a story that is drawn again', async () => {
    const id = '21070000000000334';
    const written = awaitSnapshot(local.url, ({ run }) => run?.changes[0]?.subject.id === id);
    await local.send(gradeChange({ submission_id: id, grade: 'one' }));
    await written;
    const { tab } = await open(`?submission=${id}`);
    const plot = tab.getByRole('slider', { name: 'grade over time' });
    await plot.focus();

    await local.send(
      gradeChange({ submission_id: id, grade: 'two' }, { event_time: '2026-03-03T10:00:00Z' }),
    );
    await tab.locator('.steps').getByText('two').waitFor();

    expect(await plot.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await tab.locator('.frame').click({ position: { x: 2, y: 50 } });
    expect(await tab.locator('.chosen').innerText()).toMatch(/^2026-03-02 10:00:00\s+grade\s/);
  });

  test('holds updates back while it is paused', async () => {
    const { tab } = await open();
    await tab.getByRole('button', { name: 'Pause' }).click();
    const consumed = awaitSnapshot(
      local.url,
      ({ run }) => run?.changes.some(({ now }) => now.main === 'held') === true,
    );

    await local.send(gradeChange({ submission_id: '21070000000000222', grade: 'held' }));
    await consumed;
    await tab.clock.fastForward(5000);
    const whilePaused = await tab.getByText('held', { exact: true }).count();
    expect(await tab.locator('#outcomes-lately').innerText()).toBe('');
    await tab.getByRole('button', { name: 'Pause', pressed: true }).click();

    await tab.getByText('held', { exact: true }).waitFor();
    expect(whilePaused).toBe(0);
  });

  test('draws what became of the messages of the last minutes', async () => {
    const { tab } = await open();
    const total = tab.locator('#outcomes-total');
    const before = Number.parseInt(await total.innerText(), 10);

    await local.send(gradeChange({ submission_id: '21070000000000445' }), 'neither');
    await tab.getByText(`${before + 2} messages`, { exact: true }).waitFor();
    await tab.clock.fastForward(5000);

    await tab.getByText('2 of them in the last minute').waitFor();
    expect(await tab.locator('#rates rect[data-count=applied]').count()).toBeGreaterThan(0);
    expect(await tab.locator('#rates rect[data-count=rejected]').count()).toBeGreaterThan(0);
  });

  test.each(['light', 'dark'] as const)('can be read in the %s scheme', async (colorScheme) => {
    const tab = await lookAtStory({ colorScheme });

    const measured = await measureContrast(tab);

    expect(measured.length).toBeGreaterThan(100);
    expect(measured.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  test.each([360, 390, 1280])('fits a width of %i', async (width) => {
    const tab = await lookAtStory({ width });

    expect(await tab.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    expect(
      await tab.getByRole('table', { name: 'Latest changes' }).getByRole('rowheader').count(),
    ).toBeGreaterThan(3);
  });

  test('names its landmarks, headings, tables and fields', async () => {
    const { tab } = await open();

    const tree = await tab.locator('body').ariaSnapshot();

    for (const part of [
      'link "Skip to the content"',
      'banner',
      'search',
      'combobox "Find"',
      'textbox "Id or Canvas URL"',
      'button "Find"',
      'navigation "Sections"',
      'button "Pause"',
      'main',
      'heading "Grade state" [level=1]',
      'region "Messages in the queues"',
      'region "What became of the messages"',
      'region "Latest changes"',
      'table "Latest changes"',
      'columnheader "Before"',
      'region "Dead letters"',
      'table "Dead letters"',
      'contentinfo',
    ]) {
      expect(tree).toContain(`- ${part}`);
    }
  });

  test('connects again by itself, and says when it could not', async () => {
    const { tab } = await browser.open('about:blank');
    let isReachable = false;
    await tab.route('**/snapshots', (route) => (isReachable ? route.continue() : route.abort()));
    await tab.goto(local.url);
    await tab.getByRole('status').getByText('Not connected').waitFor();

    isReachable = true;
    await tab.clock.fastForward(2000);

    await tab.getByRole('status').getByText('Live').waitFor();
    await tab.getByRole('row', { name: /Essay 1/ }).waitFor();
  });

  test('says what is missing where there is nothing yet', async () => {
    const { tab } = await browser.open('about:blank');
    const queues = { waiting: 0, inFlight: 0, deadLetters: 0 };
    const outcomes = { applied: 0, unchanged: 0, ignored: 0, rejected: 0, failed: 0 };
    const run = { outcomes, rows: 0, changes: [], reasons: [] };
    const body = `event: snapshot\ndata: ${JSON.stringify({ system: 'new', queues, problem: null, run })}\n\n`;
    await tab.route('**/snapshots', (route) => route.fulfill({ contentType: 'text/event-stream', body }));

    await tab.goto(local.url);

    await tab.getByText('No rows yet.').waitFor();
    expect(await tab.getByText('A message that is rejected').isVisible()).toBe(true);
    expect(await tab.getByRole('table').count()).toBe(0);
  });
});

inBrowser('the history of a submission', () => {
  beforeAll(() => writeLongStory(stack.dynamodb));

  const storyUrl = () => `${stack.url}?submission=${longStoryId}`;

  async function openHistory() {
    const opened = await browser.open(storyUrl());
    const history = opened.tab.getByRole('table', { name: 'History, oldest first' });
    await history.waitFor();
    return { ...opened, history, plot: opened.tab.getByRole('slider', { name: 'grade over time' }) };
  }

  async function lookAtHistory(look: Look = {}) {
    const tab = await browser.look(storyUrl(), look);
    await tab.getByRole('table', { name: 'History, oldest first' }).waitFor();
    return tab;
  }

  test('of 1,500 events is shown a page at a time, and the browser complains of nothing', async () => {
    const { tab, history, complaints } = await openHistory();
    const rows = history.getByRole('rowheader');
    await tab.getByText('1,001 to 1,500 of 1,500').waitFor();

    await tab.getByRole('button', { name: 'Previous' }).click();
    await tab.getByText('501 to 1,000 of 1,500').waitFor();

    expect(await rows.count()).toBe(500);
    const first = await history.locator('tbody tr').first().innerText();
    for (const text of ['2026-03-02 18:20:00', '499', '500', 'graded', 'hidden from student', '987']) {
      expect(first.replace(/ +/g, ' ')).toContain(text);
    }
    expect(await history.locator('tbody tr').nth(250).innerText()).toContain('visible to student');
    await tab.getByLabel('Id or Canvas URL').press('Enter');
    await tab.locator('#found-title:focus').waitFor();
    await tab.getByText('501 to 1,000 of 1,500').waitFor();
    expect(complaints).toEqual([]);
  });

  test('has a plot that the keyboard and a screen reader go through, event by event', async () => {
    const { tab, history, plot } = await openHistory();
    expect(await plot.getAttribute('max')).toBe('1500');

    await tabTo(tab, 'slider', 'grade over time');
    await tab.keyboard.press('Home');
    await tab.keyboard.press('ArrowRight');
    const second = await plot.getAttribute('aria-valuetext');
    await tab.keyboard.press('Enter');

    expect(second).toBe(
      '2026-03-02 10:01:00: 1, score 51 of 100, graded, hidden from student, by 21070000000000987',
    );
    expect(await history.locator('.chosen').innerText()).toContain('2026-03-02 10:01:00');
    expect(await tab.getByText('1 to 500 of 1,500').isVisible()).toBe(true);
    expect(await plot.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  });

  test('marks in its plot the spans in which the student did not see the grade', async () => {
    const tab = await lookAtHistory();

    const path = (await tab.locator('.hidden-spans').getAttribute('d')) ?? '';

    expect(path.match(/M/g)).toHaveLength(3);
    expect(path).toMatch(/^M0\.0 0H/);
  });

  test.each(['light', 'dark'] as const)('can be read in the %s scheme', async (colorScheme) => {
    const tab = await lookAtHistory({ colorScheme });

    const measured = await measureContrast(tab);

    expect(measured.length).toBeGreaterThan(1000);
    expect(measured.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  test('fits a width of 360', async () => {
    const tab = await lookAtHistory({ width: 360 });

    expect(await tab.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
    expect(await tab.getByRole('slider', { name: 'grade over time' }).isVisible()).toBe(true);
  });
});

inBrowser('the page of a stack', () => {
  const rowsIn = (tab: Page) => tab.locator('#list-table tbody tr');
  const courseUrl = () => `${stack.url}?course=${courseId}`;

  async function openCourse() {
    const opened = await browser.open(courseUrl());
    await rowsIn(opened.tab).first().waitFor();
    return opened;
  }

  async function lookAtCourse(look: Look, query = '') {
    const tab = await browser.look(courseUrl() + query, look);
    await rowsIn(tab).first().waitFor();
    return tab;
  }

  test('says what it counts and what it does not show, and the browser complains of nothing', async () => {
    const { tab, complaints } = await browser.open(stack.url);

    await tab.getByRole('heading', { name: 'Not shown here' }).waitFor();

    const text = await tab.locator('body').innerText();
    expect(text).toContain('tested-stack, in AWS');
    expect(text).toContain('Paste the address of the submission');
    expect(text).toContain('npm run dead-letters -- list --ids --stack tested-stack');
    expect(text).not.toMatch(/No rows yet|None\. A message|Applied/);
    expect(complaints).toEqual([]);
  });

  test('shows the rows of a course, and more of them as they are asked for', async () => {
    const { tab, complaints } = await browser.open(stack.url);
    await tab.getByLabel('Find', { exact: true }).selectOption('Course');
    await tab.getByLabel('Id or Canvas URL').fill('777');
    await tab.keyboard.press('Enter');
    await tab.getByText('200 rows so far. There may be more.').waitFor();

    const more = tab.getByRole('button', { name: 'More rows' });
    await more.focus();
    await tab.keyboard.press('Enter');
    await tab.getByText('400 rows so far. There may be more.').waitFor();
    expect(await more.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await tab.keyboard.press('Enter');

    await tab.getByText('450 rows, and there are no more.').waitFor();
    expect(await rowsIn(tab).count()).toBe(450);
    expect(await rowsIn(tab).first().innerText()).toContain('written 2026-03-02 10:00:01');
    expect(await more.isVisible()).toBe(false);
    expect(await tab.title()).toBe(`Course ${courseId} · Grade state`);
    expect(complaints).toEqual([]);
  });

  test('filters all rows of a course, not only those that are shown', async () => {
    const { tab } = await openCourse();

    await tab.getByLabel('Only rows that show').fill('rare');
    await tab.keyboard.press('Enter');
    await tab.getByText('3 of 450 rows fit the filter, and there are no more.').waitFor();

    expect(await rowsIn(tab).count()).toBe(3);
    expect(tab.url()).toContain('filter=rare');
    await tab.getByLabel('Facet').selectOption('Comment');
    await tab.getByText('The tables know nothing of it.').waitFor();
  });

  test('puts rows in the order of a column, numbers by their size', async () => {
    const { tab } = await openCourse();
    const grades = () => rowsIn(tab).locator('.now .main-words').allInnerTexts();
    const inOrder = (texts: string[]) => texts.toSorted((a, b) => Number(a) - Number(b));

    await tab.getByRole('button', { name: 'Now' }).click();
    await tab.getByRole('columnheader', { name: 'Now' }).and(tab.locator('[aria-sort=ascending]')).waitFor();
    const ascending = (await grades()).filter((text) => text !== 'rare');
    await tab.getByRole('button', { name: 'Now' }).click();
    await tab.locator('[aria-sort=descending]').waitFor();
    const descending = (await grades()).filter((text) => text !== 'rare');

    expect(ascending.length).toBeGreaterThan(190);
    expect(ascending).toEqual(inOrder(ascending));
    expect(descending).toEqual(ascending.toReversed());
  });

  test('draws how the scores of the rows are spread, and says what they are', async () => {
    const { tab } = await openCourse();
    await tab.getByRole('button', { name: 'All rows' }).click();
    await tab.getByText('450 rows, and there are no more.').waitFor();

    const bins = tab.getByRole('list', { name: 'Scores, in percent of the points possible' });

    expect((await bins.getByRole('listitem').allInnerTexts()).map((text) => text.split(/\s+/))).toEqual(
      ['48', '48', '45', '44', '44', '44', '44', '44', '44', '44'].map((count, i) => [
        count,
        `${10 * i}–${10 * i + 10}`,
        '%',
      ]),
    );
    expect(await tab.locator('#histogram').innerText()).toContain(
      '449 scores: mean 48 %, median 47.5 %. 1 without a score.',
    );
    expect(await rowsIn(tab).count()).toBe(450);
    expect(await tab.getByRole('button', { name: 'All rows' }).isVisible()).toBe(false);
  });

  test('is narrowed to what is hidden, and to what changed since a day', async () => {
    const { tab } = await openCourse();

    await tab.getByLabel('Visibility').selectOption('Hidden');
    await tab.getByText('5 of 450 rows fit the filter, and there are no more.').waitFor();
    expect(await rowsIn(tab).getByText('hidden from student').count()).toBe(5);
    await tab.getByLabel('Visibility').selectOption('Any');
    await tab.getByLabel('Changed since').fill('2026-03-03');
    await tab.getByText('10 of 450 rows fit the filter, and there are no more.').waitFor();

    expect(new URL(tab.url()).searchParams.get('since')).toBe('2026-03-03');
    expect(await tab.getByLabel('Visibility').inputValue()).toBe('');
  });

  test('leads from a row to its submission and to its student', async () => {
    const { tab } = await openCourse();

    await rowsIn(tab)
      .first()
      .getByRole('link', { name: /^submission / })
      .locator('.id-local')
      .click();
    const student = tab.locator('.identity').getByRole('link', { name: '21070000000000300' });
    await student.click();

    await tab.getByRole('heading', { name: 'Student 21070000000000300' }).waitFor();
    await tab.goBack();
    await tab.getByRole('heading', { name: /^Submission / }).waitFor();
  });

  test('says when a list is no longer open', async () => {
    const { tab } = await openCourse();
    await tab.route('**/more?*', (route) => route.continue({ url: `${stack.url}more?token=old` }));

    await tab.getByRole('button', { name: 'More rows' }).click();

    await tab.getByText('This list is no longer open. Look for it again.').waitFor();
    expect(await rowsIn(tab).count()).toBe(200);
  });

  test.each(['light', 'dark'] as const)('can be read in the %s scheme', async (colorScheme) => {
    const tab = await lookAtCourse({ colorScheme }, '&filter=rare');

    const measured = await measureContrast(tab);

    expect(measured.length).toBeGreaterThan(60);
    expect(measured.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  test.each([360, 390, 1280])('fits a width of %i', async (width) => {
    const tab = await lookAtCourse({ width });

    expect(await tab.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    expect(await tab.getByRole('button', { name: 'When' }).isVisible()).toBe(true);
  });
});
