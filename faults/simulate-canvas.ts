import type { RejectionCode } from '../lambdas/consume-live-events/domain/result.ts';
import { type Action, actions, type Scene } from './actions.ts';
import {
  type Circumstances,
  caliperGradeText,
  caliperSubmissionText,
  liveEventText,
  wholeSeconds,
} from './live-event-texts.ts';
import { openRandom, type Random } from './random.ts';
import { openSchool, type School, type Submission } from './school.ts';
import { ignoredMessages, rejectedMessages } from './strange-messages.ts';

/** What must become of a message. */
export type Fate = 'applied' | 'ignored' | RejectionCode;

/** A message of Canvas's. No two bodies are equal. */
export type CanvasMessage = { readonly body: string; readonly fate: Fate };

const begin = Date.parse('2024-03-22T15:00:00.000Z');

/**
 * Simulates the grading of a small school and gives what its Canvas sends of it, oldest first.
 *
 * An action may send several events, of several rows, some at the same instant. Some messages carry no
 * grade state, and some are to be rejected.
 */
export function simulateCanvas(seed: string, events: number): CanvasMessage[] {
  const random = openRandom(seed, 'canvas');
  const school = openSchool(events, random);
  const messages: CanvasMessage[] = [];
  let now = begin;
  for (let request = 1; messages.length < events; request += 1) {
    now += random.integer(1, 900);
    const requestId = `00000000-0000-4000-8000-${String(request).padStart(12, '0')}`;
    const submission = pickSubmission(school, messages.length / events, random);
    const about = { at: now, course: submission.assignment.course, requestId };
    messages.push(...happen({ school, random, submission, about }));
    now = Math.max(now, about.at) + 50;
  }
  return messages.slice(0, events);
}

/** Every action as often as its weight says. */
const bag = actions.flatMap(([weight, action]) => Array.from({ length: weight }, () => action)) as [
  Action,
  ...Action[],
];

type Happening = {
  readonly school: School;
  readonly random: Random;
  readonly submission: Submission;
  readonly about: Circumstances;
};

function happen({ school, random, submission, about }: Happening): CanvasMessage[] {
  if (random.chance(0.1)) {
    return [{ body: random.pick(ignoredMessages)(submission, about, random), fate: 'ignored' }];
  }
  if (random.chance(0.2)) {
    const [fate, write] = random.pick(rejectedMessages);
    return [{ body: write(submission, about, random), fate }];
  }
  const said: { at: number; body: string }[] = [];
  const scene: Scene = {
    school,
    random,
    now: about.at,
    say(name, { assignment }, body) {
      const exactly = random.chance(0.4) ? about.at : about.at + random.integer(0, 40);
      // Older Canvas wrote event times in whole seconds, so that events of one second tie.
      const isOlder = random.chance(0.05);
      const at = isOlder ? Math.floor(exactly / 1000) * 1000 : exactly;
      const eventTime = isOlder ? wholeSeconds(at) : new Date(at).toISOString();
      const circumstances = { ...about, at, course: assignment.course, eventTime };
      said.push({ at, body: liveEventText(name, body, circumstances, random) });
    },
    sayInCaliper(what, submission) {
      const write = what === 'grade' ? caliperGradeText : caliperSubmissionText;
      said.push({ at: about.at, body: write(submission, about) });
    },
  };
  random.pick(bag)(submission, scene);
  return said.sort((a, b) => a.at - b.at).map(({ body }) => ({ body, fate: 'applied' }));
}

/** People work on a few submissions at a time: events of one row come close together, and meet in flight. */
function pickSubmission({ submissions }: School, progress: number, random: Random): Submission {
  const last = submissions.length - 1;
  const focus = Math.floor(progress * submissions.length) + random.integer(0, 4);
  const index = random.chance(0.8) ? focus % submissions.length : random.integer(0, last);
  return submissions[index] ?? submissions[0];
}
