import type { RejectionCode } from '../lambdas/consume-live-events/domain/result.ts';
import { gradeChange, happenings, ignoredPages, spoilings } from './happenings.ts';
import { openRandom, type Random } from './random.ts';
import { type Fields, writeEvent } from './write-event.ts';

/** What must become of a message. */
export type Fate = 'applied' | 'ignored' | RejectionCode;

/** A message of Canvas's. No two bodies are equal. */
export type CanvasMessage = { readonly body: string; readonly fate: Fate };

/** The one root account whose events are accepted. */
export const rootAccountUuid = 'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs';

const begin = Date.parse('2024-03-22T15:00:00.000Z');
/** So many that events meet in few rows. */
const EVENTS_PER_SUBMISSION = 50;

/** Every happening as often as its weight says. */
const bag = happenings.flatMap((happening) => Array.from({ length: happening.weight }, () => happening));

/**
 * Simulates the grading of a small school and gives what its Canvas sends of it, oldest first.
 *
 * Several events may tell of what happens, some at the same instant. Some messages carry no grade state, and
 * some are to be rejected.
 */
export function simulateCanvas(seed: string, events: number): CanvasMessage[] {
  const random = openRandom(seed, 'canvas');
  const submissions = openSubmissions(Math.max(2, Math.round(events / EVENTS_PER_SUBMISSION)));
  const messages: CanvasMessage[] = [];
  let now = begin;
  for (let request = 1; messages.length < events; request += 1) {
    now += random.integer(50, 950);
    const index = pickIndex(submissions.length, messages.length / events, random);
    const before = submissions[index] ?? {};
    const tell = (page: string, changed: Fields) => {
      now += random.pick([0, 0, 15]);
      const circumstances = { ...timesOf(now, random), request_id: `request-${request}` };
      return writeEvent(page, { ...circumstances, ...before, ...changed }, before, random.chance(0.3));
    };
    if (random.chance(0.07)) {
      messages.push({ body: tell(random.pick(ignoredPages), {}), fate: 'ignored' });
    } else if (random.chance(0.15)) {
      const [fate, spoil] = random.pick(spoilings);
      messages.push({ body: spoil((changed) => tell(gradeChange, changed)), fate });
    } else {
      const { change, pages } = random.pick(bag);
      const changed = change(random, before);
      submissions[index] = { ...before, ...changed };
      messages.push(...pages.map((page) => ({ body: tell(page, changed), fate: 'applied' as const })));
    }
  }
  return messages.slice(0, events);
}

/** Submissions of as many students, none of them graded yet. */
function openSubmissions(count: number): Fields[] {
  return Array.from({ length: count }, (_, index) => ({
    root_account_uuid: rootAccountUuid,
    submission_id: 1000 + index,
    assignment_id: 2000 + (index % 3),
    course_id: 3000 + Math.floor(index / 12),
    context_id: 3000 + Math.floor(index / 12),
    user_id: 4000 + index,
    student_id: 4000 + index,
    score_id: 5000 + index,
    enrollment_id: 6000 + index,
    workflow_state: 'unsubmitted',
    attempt: null,
    grade: null,
    score: null,
    points_possible: 10,
    grading_complete: false,
    muted: false,
  }));
}

function timesOf(at: number, random: Random): Fields {
  const exactly = new Date(at).toISOString();
  const inSeconds = exactly.replace(/\.\d+Z$/, 'Z');
  return {
    // Older Canvas wrote event times in whole seconds, so that events of one second tie.
    event_time: random.chance(0.05) ? inSeconds : exactly,
    created_at: inSeconds,
    updated_at: inSeconds,
  };
}

/** People work on a few submissions at a time: events of one row come close together, and meet in flight. */
function pickIndex(count: number, progress: number, random: Random): number {
  const focus = Math.floor(progress * count) + random.integer(0, 4);
  return random.chance(0.8) ? focus % count : random.integer(0, count - 1);
}
