/** What is wrong with one line or record of a source. Names a field and what was expected of it, never a value. */
export type Problem = {
  /** The file, as it was named; for records of Canvas's own sources, where they come from. */
  readonly file: string;
  /** Counted from 1; null where a source has no lines. */
  readonly line: number | null;
  /** The path of the field, as `values.score`; `line` for the line as a whole. */
  readonly field: string;
  readonly expected: string;
};

/** Problems in a bounded space: all are counted, the first are kept. */
export type Problems = {
  readonly add: (problem: Problem, times?: number) => void;
  readonly first: readonly Problem[];
  readonly count: number;
};

const KEPT_PROBLEMS = 1000;

export function collectProblems(): Problems {
  const first: Problem[] = [];
  let count = 0;
  return {
    add(problem, times = 1) {
      count += times;
      if (first.length < KEPT_PROBLEMS) first.push(problem);
    },
    first,
    get count() {
      return count;
    },
  };
}
