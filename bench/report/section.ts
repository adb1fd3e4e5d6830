import type { Goal } from './goals.ts';

/** A table as text: the first row is its head, the first column says what a row is about. */
export type Table = readonly (readonly string[])[];

/** What one part of the benchmark has to say. */
export type Section = {
  readonly title: string;
  readonly tables: readonly Table[];
  /** What a reader of the tables must know, a sentence each. */
  readonly notes: readonly string[];
  readonly goals: readonly Goal[];
};
