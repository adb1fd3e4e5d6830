import type { Change } from './describe-change.ts';
import type { Kind, narrowings } from './public/choices.ts';
import type { Story } from './tell-story.ts';

/** What somebody looks for, as it was typed. */
export type Asked = {
  readonly kind: Kind;
  readonly text: string;
  /** Of a list: only rows of this facet. */
  readonly facet?: Choice<'facet'>;
  /** Of a list: only grades of this status. */
  readonly status?: Choice<'status'>;
  /** Of a list: only grades that the student sees, or does not. */
  readonly visibility?: Choice<'visibility'>;
  /** Of a list: only rows whose event is of this day or later, as `2026-03-02`. */
  readonly since?: string | undefined;
  /** Of a list: only rows that show each of these words. */
  readonly filter: string;
};

type Choice<Name extends keyof typeof narrowings> = (typeof narrowings)[Name][number] | undefined;

/** The stories of one thing, or the rows of many, as far as they have been read. */
export type Answer = Stories | Listing;

/** What has a story. A course score is that of a student in a course. */
export type StoryKind = 'submission' | 'score' | 'course_score';

export type Stories = {
  readonly kind: StoryKind;
  /** A local id can name one in each of several shards. */
  readonly stories: readonly Story[];
  /** Why nothing was found, perhaps. */
  readonly hint: string;
};

export type Listing = {
  readonly kind: Exclude<Kind, StoryKind>;
  /** The ids under which rows were looked for. */
  readonly ids: readonly string[];
  readonly rows: readonly Change[];
  /** How many rows were read for the list, those included that the filter leaves out. */
  readonly read: number;
  /** Names the rest of the list, once. Null: there is no more. */
  readonly more: string | null;
  readonly hint: string;
};
