import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { type RowType, rowTypeNames, rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { UsageError } from '../command/command-error.ts';
import { idForms } from '../reader/canvas-ids.ts';

type Definition = {
  /** The types of rows that it may find. Comments name no student and no assignment. */
  readonly types: readonly RowType[];
  /** How many ids it takes at most; it needs one if it takes any. */
  readonly ids: number;
  /** Its options, beside those of all. */
  readonly options: readonly string[];
};

const ofSubmissions: readonly RowType[] = [
  'submissions-grade',
  'submissions-submission',
  'submissions-custom_status',
];
const ofStudents = rowTypeNames.filter((type) => type !== 'submissions-comment');

/** Options that only grades have an answer to. */
export const ofGrades = ['status', 'hidden', 'grader', 'dropped'] as const;
const ofAll = ['stack', 'local', 'format', 'json', 'shard'];
const ofAllLists = ['since', 'limit', 'sort'];
const ofAssignments = [...ofAllLists, 'facet', ...ofGrades];
const ofLists = [...ofAssignments, 'assignment'];

/** The questions. All but the last are about rows; that one is about what was, and is answered by the history. */
const commands = {
  submission: { types: [...ofSubmissions, 'submissions-comment'], ids: 1, options: [] },
  score: { types: ['scores-override', 'scores-custom_status'], ids: 1, options: [] },
  course: { types: rowTypeNames, ids: 1, options: ofLists },
  user: { types: ofStudents, ids: 1, options: ofLists },
  assignment: { types: ofSubmissions, ids: 1, options: ofAssignments },
  'course-scores': { types: ['course-scores'], ids: 2, options: ofAllLists },
  changes: { types: rowTypeNames, ids: 0, options: [...ofLists, 'segments'] },
  history: { types: rowTypeNames, ids: 2, options: ['facet', 'at'] },
} satisfies { readonly [name: string]: Definition };

export type Command = keyof typeof commands;
export type RowCommand = Exclude<Command, 'history'>;

/**
 * Reads the name of a question.
 *
 * @throws UsageError that lists them
 */
export function commandOf(name: string | undefined): Command {
  const names = Object.keys(commands) as Command[];
  const command = names.find((each) => each === name);
  if (command !== undefined) return command;
  const problem = name === undefined ? 'A question is missing' : `No question is called ${name}`;
  throw new UsageError(`${problem}: ${names.join(', ')}. --help tells more.`);
}

/** Lists the types of rows that a command may find, of one facet or of all. */
export function typesOf(command: Command, facet?: Facet): RowType[] {
  const { types }: Definition = commands[command];
  return types.filter((type) => facet === undefined || rowTypes[type].facet === facet);
}

export function facetsOf(command: Command): Facet[] {
  return [...new Set(typesOf(command).map((type) => rowTypes[type].facet))];
}

export function hasOption(command: Command, option: string): boolean {
  const { options }: Definition = commands[command];
  return [...ofAll, ...options].includes(option);
}

/**
 * Makes sure that a command was given as many ids as it takes.
 *
 * @param forms what may be given
 * @throws UsageError
 */
export function checkCount(command: Command, names: readonly string[], forms = idForms): void {
  const { ids } = commands[command];
  if (ids > 0 && names.length === 0) throw new UsageError(`${command} of what? Give ${forms}.`);
  const surplus = names.slice(ids);
  if (surplus.length > 0) throw new UsageError(`${command}: too many arguments: ${surplus.join(' ')}`);
}
