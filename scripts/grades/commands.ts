import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { type RowType, rowTypeNames, rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';

export type Command = 'submission' | 'score' | 'course' | 'user' | 'assignment' | 'course-scores' | 'changes';

const ofSubmissions = [
  'submissions-grade',
  'submissions-submission',
  'submissions-custom_status',
] as const satisfies RowType[];

/** The types of rows that a command may find. Comments name no student and no assignment. */
const found: { readonly [command in Command]: readonly RowType[] } = {
  submission: [...ofSubmissions, 'submissions-comment'],
  score: ['scores-override', 'scores-custom_status'],
  course: rowTypeNames,
  user: rowTypeNames.filter((type) => type !== 'submissions-comment'),
  assignment: ofSubmissions,
  'course-scores': ['course-scores'],
  changes: rowTypeNames,
};

/** The one that is about what was, and is answered by the history. */
export const historyCommand = 'history';

export const commandNames = [...Object.keys(found), historyCommand];

/** Tells the questions about rows. */
export function isCommand(name: string | undefined): name is Command {
  return name !== undefined && Object.hasOwn(found, name);
}

/** Lists the types of rows that a command may find, of one facet or of all. */
export function typesOf(command: Command, facet?: Facet): RowType[] {
  return found[command].filter((type) => facet === undefined || rowTypes[type].facet === facet);
}

export function facetsOf(command: Command): Facet[] {
  return [...new Set(found[command].map((type) => rowTypes[type].facet))];
}
