import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { parseInstant } from '../../lambdas/consume-live-events/domain/instants.ts';
import {
  type AnyTableName,
  allTableNames,
  perTable,
  tableNames,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import { CommandError } from '../command/command-error.ts';
import { replaceFile, unlessMissing } from '../command/durable.ts';
import type { System } from '../system/connect.ts';

export const formats = ['ndjson', 'csv', 'parquet'] as const;
export type Format = (typeof formats)[number];

const Text = v.pipe(v.string(), v.nonEmpty());
const Count = v.pipe(v.number(), v.minValue(0));
const Instant = v.custom<string>((input) => input !== undefined && parseInstant(input) === input);

const configuration = {
  system: Text,
  format: v.picklist(formats),
  segments: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Identity of each table that is read, by its name: its ARN and what changes when it is recreated. */
  tables: v.strictObject({ ...perTable(() => Text), history: v.exactOptional(Text) }),
};

const ExportedFileSchema = v.strictObject({ name: Text, rows: Count, bytes: Count });

/** Strict, since what a manifest names is deleted: a file of this name that someone else made must not pass for one. */
const ManifestSchema = v.strictObject({
  version: v.literal(1),
  state: v.picklist(['interrupted', 'finished']),
  startedAt: Instant,
  ...configuration,
  finishedAt: v.exactOptional(Instant),
  readUnits: v.exactOptional(Count),
  files: v.exactOptional(v.array(ExportedFileSchema)),
});

/** What must stay the same for an interrupted export to resume. */
export type Configuration = Pick<Manifest, keyof typeof configuration>;

/** The file `export.json` of a folder: what is exported there, and whether it is all there. */
export type Manifest = Readonly<v.InferOutput<typeof ManifestSchema>>;

export type ExportedFile = Readonly<v.InferOutput<typeof ExportedFileSchema>>;

export const manifestName = 'export.json';

/**
 * Reads what a folder's export is. Undefined when the folder holds none.
 *
 * @throws CommandError when the file of that name is not what an export of this version writes
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, manifestName);
  const text = await unlessMissing(readFile(path, 'utf8'));
  if (text === undefined) return undefined;
  const manifest = v.safeParse(v.pipe(v.string(), v.parseJson(), ManifestSchema), text);
  if (manifest.success) return manifest.output;
  throw new CommandError(`${path} is not of an export of this version. Choose another folder.`);
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await replaceFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Makes sure that an interrupted export is resumed as it was started.
 *
 * @throws CommandError that names what differs
 */
export function requireSame(earlier: Configuration, wanted: Configuration): void {
  const different = [
    earlier.system !== wanted.system && `is of ${earlier.system}, not ${wanted.system}`,
    earlier.format !== wanted.format && `has --format ${earlier.format}, not ${wanted.format}`,
    earlier.segments !== wanted.segments && `has --segments ${earlier.segments}, not ${wanted.segments}`,
    hasHistory(earlier) !== hasHistory(wanted) &&
      `was started with${hasHistory(earlier) ? '' : 'out'} the history`,
    ...allTableNames.map(
      (name) =>
        earlier.tables[name] !== undefined &&
        wanted.tables[name] !== undefined &&
        earlier.tables[name] !== wanted.tables[name] &&
        `is of another table ${name}: of another account or region, or recreated since`,
    ),
  ].filter((difference) => difference !== false);
  if (different.length === 0) return;
  throw new CommandError(
    `The interrupted export in this folder ${different.join('; ')}. Resume it as it was started, start over with --force, or choose another folder.`,
  );
}

function hasHistory({ tables }: Configuration): boolean {
  return tables.history !== undefined;
}

/** Names the tables that an export reads. */
export function tablesOf({ tables }: Pick<Configuration, 'tables'>): AnyTableName[] {
  return allTableNames.filter((name) => tables[name] !== undefined);
}

/** Asks DynamoDB which tables these really are: a stack of the same name may be in another account. */
export async function identifyTables(
  { dynamodb, physicalNames }: Pick<System, 'dynamodb' | 'physicalNames'>,
  withHistory: boolean,
): Promise<Configuration['tables']> {
  const names = withHistory ? allTableNames : tableNames;
  const identified = names.map(async (name) => {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: physicalNames[name] }));
    return [name, `${Table?.TableArn} ${Table?.TableId}`] as const;
  });
  return Object.fromEntries(await Promise.all(identified)) as Configuration['tables'];
}
