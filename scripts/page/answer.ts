import type { Change } from './describe-change.ts';
import type { SubmissionStory } from './tell-story.ts';

/** What can be looked for. */
export const kinds = ['submission', 'course', 'student', 'assignment'] as const;
export type Kind = (typeof kinds)[number];

/** The facets that a list can be narrowed down to. */
export const listedFacets = [
  'grade',
  'submission',
  'comment',
  'custom_status',
  'override',
  'course_score',
] as const;

/** What somebody looks for, as it was typed. */
export type Asked = {
  readonly kind: Kind;
  readonly text: string;
  /** Of a list: only rows of this facet. */
  readonly facet?: (typeof listedFacets)[number] | undefined;
  /** Of a list: only rows that show each of these words. */
  readonly filter: string;
};

/** The stories of a submission, or the rows of anything else, as far as they have been read. */
export type Answer = Stories | Listing;

export type Stories = {
  readonly kind: 'submission';
  /** A local id can name a submission of several shards. */
  readonly submissions: readonly SubmissionStory[];
  /** Why nothing was found, perhaps. */
  readonly hint: string;
};

export type Listing = {
  readonly kind: Exclude<Kind, 'submission'>;
  /** The ids under which rows were looked for. */
  readonly ids: readonly string[];
  readonly rows: readonly Change[];
  /** How many rows were read for the list, those included that the filter leaves out. */
  readonly read: number;
  /** Names the rest of the list, once. Null: there is no more. */
  readonly more: string | null;
  readonly hint: string;
};
