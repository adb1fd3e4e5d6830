import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { parseInstant } from '../../lambdas/consume-live-events/domain/instants.ts';
import { UsageError } from '../command/command-error.ts';
import { numberOf, oneOf } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import { shardOfLocalIds } from '../reader/shard.ts';
import type { Target } from '../system/connect.ts';
import { targetOf, targetOptions } from '../system/target.ts';
import { type Command, commandNames, facetsOf, isCommand } from './commands.ts';
import { type Format, formatNames } from './format.ts';
import { type Question, readQuestion } from './question.ts';
import { defaultLimit } from './usage.ts';

export type Options = {
  readonly target: Target;
  readonly question: Question;
  readonly format: Format;
  /** Infinity for all. */
  readonly limit: number;
};

const everywhere = ['stack', 'local', 'format', 'shard'];
const ofLists = ['since', 'facet', 'limit'];
const allowed: { readonly [command in Command]: readonly string[] } = {
  submission: [],
  score: [],
  course: ofLists,
  user: ofLists,
  assignment: ofLists,
  'course-scores': ['since', 'limit'],
  changes: [...ofLists, 'segments'],
};

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(
  args: readonly string[],
  environment: { readonly [variable: string]: string | undefined },
): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [command, ...names] = positionals;
  if (!isCommand(command)) {
    const problem = command === undefined ? 'A question is missing' : `No question is called ${command}`;
    throw new UsageError(`${problem}: ${commandNames.join(', ')}. --help tells more.`);
  }
  const foreign = Object.keys(values).find((name) => ![...everywhere, ...allowed[command]].includes(name));
  if (foreign !== undefined) throw new UsageError(`${command} has no option --${foreign}.`);
  return {
    target: targetOf(values),
    format: oneOf('format', values.format, formatNames) ?? 'table',
    limit: numberOf('limit', values.limit, 999_999_999) ?? (command === 'changes' ? defaultLimit : Infinity),
    question: readQuestion(command, names, {
      shard: shardOfLocalIds(values.shard, environment),
      since: sinceOf(values.since),
      facet: oneOf<Facet>('facet', values.facet, facetsOf(command)),
      segments: numberOf('segments', values.segments, 16),
    }),
  };
}

/** A date is its midnight in UTC; whatever else names no offset could mean any of a day's instants. */
function sinceOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (instant !== undefined) return instant;
  throw new UsageError(
    `--since ${text}: expected a date (2026-03-01, midnight UTC) or an instant with an offset (2026-03-01T08:00:00+01:00).`,
  );
}

function parse(args: readonly string[]) {
  return parseCommandLine({
    args: [...args],
    allowPositionals: true,
    options: {
      ...targetOptions,
      shard: { type: 'string' },
      since: { type: 'string' },
      facet: { type: 'string' },
      limit: { type: 'string' },
      segments: { type: 'string' },
      format: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}
