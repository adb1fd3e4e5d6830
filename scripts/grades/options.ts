import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { parseInstant } from '../../lambdas/consume-live-events/domain/instants.ts';
import { UsageError } from '../command/command-error.ts';
import { numberOf, oneOf } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import { type TextFormat, textFormats } from '../command/rows-as-text.ts';
import { shardOfLocalIds } from '../reader/shard.ts';
import type { Target } from '../system/connect.ts';
import { targetOf, targetOptions } from '../system/target.ts';
import { type Command, commandOf, facetsOf, hasOption, ofGrades, type RowCommand } from './commands.ts';
import { statuses } from './filter.ts';
import { type HistoryQuestion, historyFacets, readHistoryQuestion } from './history-question.ts';
import { type Order, orderNames } from './order.ts';
import { idIn, type Question, readQuestion } from './question.ts';
import { DEFAULT_LIMIT } from './usage.ts';

/** What is asked: about rows, or about their history. */
export type Options = { readonly target: Target } & (RowOptions | HistoryOptions);

export type RowOptions = {
  readonly question: Question;
  readonly format: TextFormat;
  /** Infinity for all. */
  readonly limit: number;
  readonly order: Order;
};

export type HistoryOptions = { readonly history: HistoryQuestion; readonly format: TextFormat };

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(
  args: readonly string[],
  environment: { readonly [variable: string]: string | undefined },
  now = new Date(),
): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [name, ...names] = positionals;
  const format = formatOf(values);
  const shard = shardOfLocalIds(values.shard, environment);
  const command = commandOf(name);
  refuseForeign(command, values);
  if (command === 'history') {
    const facet = oneOf<Facet>('facet', values.facet, historyFacets);
    const at = instantOf('at', values.at, now);
    return { target: targetOf(values), format, history: readHistoryQuestion(names, { shard, facet, at }) };
  }
  const limit =
    numberOf('limit', values.limit, 999_999_999) ?? (command === 'changes' ? DEFAULT_LIMIT : Infinity);
  return {
    target: targetOf(values),
    format,
    limit,
    order: oneOf('sort', values.sort, orderNames) ?? defaultOrder(command, format, limit),
    question: readQuestion(command, names, {
      shard,
      since: instantOf('since', values.since, now),
      facet: facetOf(command, values),
      filter: {
        assignment: values.assignment && idIn(values.assignment, 'assignment', shard),
        status: oneOf('status', values.status, statuses),
        isHidden: values.hidden,
        grader: values.grader && idIn(values.grader, 'user', shard),
        droppedBy: percentOf(values.dropped),
      },
      segments: numberOf('segments', values.segments, 16),
    }),
  };
}

type Values = ReturnType<typeof parse>['values'];

function refuseForeign(command: Command, values: Values): void {
  const foreign = Object.keys(values).find((name) => !hasOption(command, name));
  if (foreign !== undefined) throw new UsageError(`${command} has no option --${foreign}.`);
}

function formatOf({ json = false, format }: Values): TextFormat {
  if (json && format !== undefined) throw new UsageError('--json and --format exclude each other.');
  return json ? 'json' : (oneOf('format', format, textFormats) ?? 'table');
}

/** What a person reads, and what is cut off, begins with the newest; the rest streams, and takes no memory. */
function defaultOrder(command: RowCommand, format: TextFormat, limit: number): Order {
  if (!hasOption(command, 'sort')) return 'none';
  return format === 'table' || limit < Infinity ? 'newest' : 'none';
}

/** Of what only grades have, no other rows are read. */
function facetOf(command: RowCommand, values: Values): Facet | undefined {
  const facet = oneOf<Facet>('facet', values.facet, facetsOf(command));
  const filter = ofGrades.find((name) => values[name] !== undefined);
  if (filter === undefined) return facet;
  if (facet === undefined || facet === 'grade') return 'grade';
  throw new UsageError(`--${filter} is of the facet grade, not ${facet}.`);
}

function percentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number] = /^(\d{1,2}(?:\.\d+)?)%?$/.exec(text) ?? [];
  if (number !== undefined) return Number(number);
  throw new UsageError(`--dropped ${text}: expected a percentage below 100, 10%.`);
}

const millisecondsOf: { readonly [unit: string]: number } = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A date is its midnight in UTC; whatever else names no offset could mean any of a day's instants. */
function instantOf(option: string, text: string | undefined, now: Date): string | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^([1-9]\d{0,3})([mhdw])$/.exec(text) ?? [];
  if (count !== undefined) {
    return new Date(now.getTime() - Number(count) * (millisecondsOf[unit] ?? 0)).toISOString();
  }
  const instant = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (instant !== undefined) return instant;
  throw new UsageError(
    `--${option} ${text}: expected how long ago (30m, 12h, 1d, 2w), a date (2026-03-01, midnight UTC) or an instant with an offset (2026-03-01T08:00:00+01:00).`,
  );
}

function parse(args: readonly string[]) {
  return parseCommandLine({
    args,
    allowPositionals: true,
    options: {
      ...targetOptions,
      shard: { type: 'string' },
      since: { type: 'string' },
      at: { type: 'string' },
      facet: { type: 'string' },
      assignment: { type: 'string' },
      status: { type: 'string' },
      hidden: { type: 'boolean' },
      grader: { type: 'string' },
      dropped: { type: 'string' },
      limit: { type: 'string' },
      sort: { type: 'string' },
      segments: { type: 'string' },
      format: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}
