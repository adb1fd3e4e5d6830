import { resolve } from 'node:path';
import { parseInstant } from '../../lambdas/consume-live-events/domain/instants.ts';
import { UsageError } from '../command/command-error.ts';
import { numberOf, oneOf } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import { shardVariable } from '../reader/shard.ts';
import type { Target } from '../system/connect.ts';
import { targetOf, targetOptions } from '../system/target.ts';
import { type CanvasDataFacet, canvasDataFacets, defaultFacets } from './canvas-data/canvas-tables.ts';
import { defaultApiFacets } from './graphql/open-graphql-course.ts';
import type { ApiFacet } from './graphql/to-lines.ts';

/** Where a snapshot of Canvas is read. */
export type Origin =
  | {
      readonly kind: 'canvas data';
      readonly folder: string;
      /** Whether the files are to be fetched first. */
      readonly isFetched: boolean;
      readonly shard: string;
      readonly facets: readonly CanvasDataFacet[];
    }
  | {
      readonly kind: 'course';
      readonly canvas: string;
      readonly course: string;
      readonly shard: string;
      readonly facets: readonly ApiFacet[];
    }
  | { readonly kind: 'lines'; readonly paths: readonly string[]; readonly notAfter: string | null };

export type Options = {
  readonly target: Target;
  readonly origin: Origin;
  readonly isWriting: boolean;
  readonly allowsNewRows: boolean;
  /** Whether to report rows of ours that the snapshot has no record of. */
  readonly looksForUnknown: boolean;
  /** Write units a second. */
  readonly rate: number;
  readonly format: 'text' | 'json';
  readonly checkpoint: string | null;
};

export type CommandName = 'backfill' | 'reconcile';

export const DEFAULT_RATE = 1000;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @param directory what paths are meant from
 * @throws UsageError
 */
export function parseOptions(
  command: CommandName,
  args: readonly string[],
  directory: string,
  environment: { readonly [variable: string]: string | undefined },
): Options | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const foreign = command === 'backfill' ? 'fix' : 'dry-run';
  if (values[foreign] !== undefined) throw new UsageError(`${command} has no option --${foreign}.`);
  if (values.unknown && values.cd2 === undefined && !values.dap)
    throw new UsageError('--unknown is for --cd2 and --dap, which hold every record there is.');
  return {
    target: targetOf(values),
    origin: originOf(values, directory, environment[shardVariable]),
    isWriting: command === 'backfill' ? !values['dry-run'] : (values.fix ?? false),
    allowsNewRows: values['new-rows'] ?? false,
    looksForUnknown: values.unknown ?? false,
    rate: numberOf('rate', values.rate, 100_000) ?? DEFAULT_RATE,
    format: oneOf('format', values.format, ['text', 'json']) ?? 'text',
    checkpoint: values.checkpoint === undefined ? null : resolve(directory, values.checkpoint),
  };
}

type Values = ReturnType<typeof parse>;

function originOf(values: Values, directory: string, shardOfEnvironment: string | undefined): Origin {
  const { cd2, dap = false, lines, canvas, course, facets } = values;
  const isCourse = canvas !== undefined || course !== undefined;
  const chosen = [cd2 !== undefined || dap, lines !== undefined, isCourse].filter(Boolean).length;
  if (chosen !== 1)
    throw new UsageError('Give one source: --cd2 DIR, --dap, --lines FILE, or --canvas URL --course ID.');
  if (lines !== undefined) {
    refuse('--lines', { '--facets': facets, '--shard': values.shard });
    const paths = lines.map((path) => (path === '-' ? path : resolve(directory, path)));
    return { kind: 'lines', paths, notAfter: instantOf(values['not-after']) };
  }
  refuse('Without --lines', { '--not-after': values['not-after'] });
  const shard = values.shard ?? shardOfEnvironment ?? '';
  if (!/^[1-9]\d{0,5}$/.test(shard)) {
    throw new UsageError(
      `--shard: expected the shard of this Canvas, 1 to 999999, here or as ${shardVariable}. Global ids begin with it: 10070 of 100700000000005040.`,
    );
  }
  if (!isCourse) {
    const names = Object.keys(canvasDataFacets) as CanvasDataFacet[];
    return {
      kind: 'canvas data',
      folder: resolve(directory, cd2 ?? 'canvas-data'),
      isFetched: dap,
      shard,
      facets: facetsOf(facets, names, defaultFacets),
    };
  }
  if (canvas === undefined || course === undefined)
    throw new UsageError('--canvas and --course need each other.');
  const names: readonly ApiFacet[] = ['grade', 'course_score', 'submission'];
  return { kind: 'course', canvas, course, shard, facets: facetsOf(facets, names, defaultApiFacets) };
}

function refuse(source: string, given: { readonly [option: string]: string | undefined }): void {
  const option = Object.keys(given).find((name) => given[name] !== undefined);
  if (option !== undefined) throw new UsageError(`${source} there is no ${option}.`);
}

function facetsOf<Name extends string>(
  text: string | undefined,
  names: readonly Name[],
  byDefault: readonly Name[],
): readonly Name[] {
  return text?.split(',').flatMap((name) => oneOf('facets', name.trim(), names) ?? []) ?? byDefault;
}

function instantOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new UsageError(`--not-after ${text}: expected an instant with an offset, 2026-03-01T08:00:00Z.`);
}

function parse(args: readonly string[]) {
  return parseCommandLine({
    args: [...args],
    options: {
      cd2: { type: 'string' },
      dap: { type: 'boolean' },
      lines: { type: 'string', multiple: true },
      'not-after': { type: 'string' },
      canvas: { type: 'string' },
      course: { type: 'string' },
      shard: { type: 'string' },
      facets: { type: 'string' },
      'dry-run': { type: 'boolean' },
      fix: { type: 'boolean' },
      'new-rows': { type: 'boolean' },
      unknown: { type: 'boolean' },
      rate: { type: 'string' },
      format: { type: 'string' },
      checkpoint: { type: 'string' },
      ...targetOptions,
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}
