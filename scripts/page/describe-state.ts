import { type Facet, facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { describeValue, isKnown, type PlainState } from '../reader/describe-row.ts';

/** A state in words: the one that matters most, and the rest. */
export type Words = { readonly main: string; readonly rest: readonly string[] };

/** These say by themselves what they are. */
const selfEvident: ReadonlySet<string> = new Set(['workflow_state', 'submission_type', 'status']);

/** A list is for scanning: a story has the whole of a text. */
const LONGEST = 120;

/**
 * Puts the two states of a row into words.
 *
 * A grade is told in full. Of other facets, that which differs is told; with nothing to differ from, what is known.
 */
export function describeStates(
  facet: Facet,
  now: PlainState,
  before: PlainState | null,
): { readonly now: Words; readonly before: Words | null } {
  if (facet === 'grade') return { now: describeGrade(now), before: before && describeGrade(before) };
  if (facet === 'comment') return { now: describeComment(now), before: before && describeComment(before) };
  const names: readonly string[] = Object.keys(facets[facet].values);
  const told = names.filter((name) =>
    before === null
      ? isTelling(name, now[name])
      : JSON.stringify(now[name] ?? null) !== JSON.stringify(before[name] ?? null),
  );
  // The id of a status says nothing beside its name.
  const named = told.filter((name) => !name.endsWith('_id'));
  const shown = named.length > 0 ? named : told;
  const describe = (state: PlainState) => toWords(shown.map((name) => phraseOf(name, state[name])));
  return { now: describe(now), before: before && describe(before) };
}

function describeGrade({ grade, score, points_possible: points }: PlainState): Words {
  const known = isKnown(grade) ? [tell(grade)] : ['no grade'];
  const of = isKnown(points) ? ` of ${String(points)}` : '';
  return toWords(isKnown(score) ? [...known, `score ${String(score)}${of}`] : known);
}

function describeComment({ attachment_ids: ids }: PlainState): Words {
  const attachments = Array.isArray(ids) && ids.length > 0 ? [`attachments ${ids.length}`] : [];
  return toWords(['commented', ...attachments]);
}

/** Times are for the story, except those with which states differ. */
function isTelling(name: string, value: unknown): boolean {
  return isKnown(value) && value !== false && !name.endsWith('_at');
}

function phraseOf(name: string, value: unknown): string {
  if (isKnown(value) && selfEvident.has(name)) return tell(value);
  const label = name === 'status' ? 'custom status' : name.replace(/_(score|id|at)$/, '');
  return describeValue(label.replaceAll('_', ' '), value, tell);
}

function toWords([main = 'no values', ...rest]: readonly string[]): Words {
  return { main, rest };
}

function tell(value: unknown): string {
  const text = String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
