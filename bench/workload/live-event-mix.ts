import { readFileSync } from 'node:fs';
import { openRandom, type Random } from '../../faults/random.ts';
import { shuffle } from '../../scripts/local/messages/shuffle.ts';

/** One message as Canvas sends it: its body, and the name that goes along as a message attribute. */
export type Message = { readonly body: string; readonly eventName: string };

/** What an ordinary hour of a university is made of, in percent. Exact for every hundred events. */
export const shares = {
  grade_change: 30,
  submission_updated: 32,
  submission_created: 14,
  course_grade_change: 14,
  submission_comment_created: 4,
  caliper_grade_change: 5,
  grade_override: 1,
} as const;

type Kind = keyof typeof shares;
type Fields = { [name: string]: unknown };
type LiveEvent = { metadata: Fields; body: Fields };
type CaliperEnvelope = { sendTime: string; data: [Fields & { object: Fields; generated: Fields }] };

/** The published page of each kind, which a message is made from by changing what differs between events. */
const templates: { readonly [Name in Kind]: string } = {
  grade_change: readPage('grade_change.published'),
  submission_updated: readPage('submission_updated.published'),
  submission_created: readPage('submission_created.published'),
  course_grade_change: readPage('course_grade_change.published'),
  submission_comment_created: readPage('submission_comment_created.published'),
  caliper_grade_change: readPage('grade_change.caliper-published'),
  grade_override: readPage('grade_override.published'),
};

function readPage(name: string): string {
  return readFileSync(new URL(`../../fixtures/live-events/${name}.json`, import.meta.url), 'utf8');
}

const shard = '2107';
const rootAccountUuid = 'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs';
const start = Date.parse('2026-03-02T10:00:00.000Z');
/** Canvas cuts texts here. */
const maxTextLength = 8192;
const names = [
  'Essay 1: Sources',
  'Übung 3 – Ökologie',
  'Quiz 12',
  'Devoir n° 4 : révision',
  'Lab report 🔬',
];
const prose = 'The first thing one notices about the source is how little of it survives. ';

/** Makes messages in the shares above, each of a row of its own, the same for the same seed. */
export function liveEventMix(count: number, seed: string): Message[] {
  const random = openRandom(seed, 'mix');
  const deck = Object.entries(shares).flatMap(([kind, share]) => Array<Kind>(share).fill(kind as Kind));
  const kinds = Array.from({ length: Math.ceil(count / deck.length) }, (_, index) =>
    shuffle(deck, `${seed}/${index}`),
  );
  const firstId = random.integer(1, 9) * 10_000_000;
  return kinds
    .flat()
    .slice(0, count)
    .map((kind, index) => makeMessage(kind, { id: firstId + index, at: start + index * 40, random }));
}

/**
 * Makes the messages of a due date: each submission is created, updated, graded and updated again.
 * Four messages are two rows, one of the submission and one of its grade.
 */
export function storm(count: number, seed: string): Message[] {
  const random = openRandom(seed, 'storm');
  const kinds = ['submission_created', 'submission_updated', 'grade_change', 'submission_updated'] as const;
  const firstId = random.integer(1, 9) * 10_000_000;
  return Array.from({ length: count }, (_, index) =>
    makeMessage(kinds[index % 4] ?? 'submission_updated', {
      id: firstId + Math.floor(index / 4),
      at: start + index * 40,
      random,
    }),
  );
}

type About = { readonly id: number; readonly at: number; readonly random: Random };

function makeMessage(kind: Kind, about: About): Message {
  if (kind === 'caliper_grade_change') return { body: caliperBody(about), eventName: 'grade_change' };
  const event = JSON.parse(templates[kind]) as LiveEvent;
  Object.assign(event.metadata, metadataOf(about));
  Object.assign(event.body, bodies[kind](about));
  return { body: JSON.stringify(event), eventName: kind };
}

function metadataOf({ id, at, random }: About): Fields {
  return {
    event_time: new Date(at).toISOString(),
    context_id: globalId(500 + (id % 40)),
    root_account_id: globalId(1),
    root_account_uuid: rootAccountUuid,
    request_id: `1dd9dc6f-2fb0-4c19-a6c5-${id.toString(16).padStart(12, '0')}`,
    user_agent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36',
    url: `https://oxana.instructure.com/api/v1/courses/${500 + (id % 40)}/assignments/${id % 900}/submissions/${id}?include%5B%5D=visibility&include%5B%5D=submission_comments`,
    client_ip: `203.0.113.${random.integer(1, 254)}`,
  };
}

const bodies: Record<Exclude<Kind, 'caliper_grade_change'>, (about: About) => Fields> = {
  grade_change: ({ id, random }) => {
    const score = random.integer(0, 200) / 2;
    return {
      submission_id: globalId(id),
      assignment_id: globalId(id % 900),
      assignment_name: random.pick(['Essay 1: Sources', ...names]),
      student_id: globalId(id % 20_000),
      user_id: globalId(id % 20_000),
      grade: String(score),
      score,
      old_grade: null,
      old_score: null,
      points_possible: 100,
      old_points_possible: 100,
    };
  },
  submission_updated: submissionOf,
  submission_created: submissionOf,
  course_grade_change: ({ id, at, random }) => ({
    user_id: String(id),
    course_id: String(500 + (id % 40)),
    updated_at: wholeSeconds(at, random),
    current_score: random.integer(0, 10_000) / 100,
    final_score: random.integer(0, 10_000) / 100,
  }),
  submission_comment_created: ({ id, at, random }) => ({
    submission_comment_id: String(id),
    submission_id: String(id),
    created_at: wholeSeconds(at, random),
    body: textOf(random),
  }),
  grade_override: ({ id, at, random }) => ({
    score_id: String(id),
    enrollment_id: String(id + 1),
    user_id: String(id % 20_000),
    override_score: random.integer(0, 100),
    updated_at: wholeSeconds(at, random),
  }),
};

function submissionOf({ id, at, random }: About): Fields {
  return {
    submission_id: globalId(id),
    assignment_id: globalId(id % 900),
    user_id: globalId(id % 20_000),
    attempt: random.integer(1, 3),
    body: textOf(random),
    submitted_at: wholeSeconds(at - 60_000, random),
    graded_at: random.chance(0.5) ? wholeSeconds(at, random) : null,
    updated_at: wholeSeconds(at, random),
  };
}

/** The published page, which has one event, for another submission. */
function caliperBody({ id, at, random }: About): string {
  const envelope = JSON.parse(
    templates.caliper_grade_change.replaceAll('21070000000011086', globalId(id)),
  ) as CaliperEnvelope;
  const [event] = envelope.data;
  envelope.sendTime = new Date(at).toISOString();
  event['eventTime'] = envelope.sendTime;
  event.generated['scoreGiven'] = random.integer(0, 100);
  return JSON.stringify(envelope);
}

/** Most texts are short, one in twenty is as long as Canvas lets it be. */
function textOf(random: Random): string {
  const length = random.chance(0.05) ? maxTextLength : random.integer(0, 240);
  const text = prose.repeat(Math.ceil(length / prose.length)).slice(0, length);
  return random.chance(0.1) ? text.replaceAll('first', 'première').replaceAll('source', '資料') : text;
}

/** Canvas writes the timestamps of a body in whole seconds, in UTC or with the offset of the school. */
function wholeSeconds(at: number, random: Random): string {
  const instant = new Date(at).toISOString().slice(0, 19);
  return random.chance(0.3) ? `${instant}-07:00` : `${instant}Z`;
}

function globalId(local: number): string {
  return shard + String(local).padStart(13, '0');
}
