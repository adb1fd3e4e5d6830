import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { esbuildOptions } from '../scripts/local/stack/esbuild-options.ts';
import { projectRoot } from '../scripts/local/stack/synthesize.ts';

const sources = join(projectRoot, 'lambdas', 'consume-live-events');

type Substitution = { readonly file: string; readonly from: string; readonly to: string };

/** Defects that the harness must notice, as changes of the function's source. */
export const breaks = {
  'acknowledge-before-write': [
    {
      file: 'handler.ts',
      from: 'return processBatch(event.Records, dependencies, AbortSignal.timeout(timeLeft));',
      to: `void processBatch(event.Records, dependencies, AbortSignal.timeout(timeLeft));
           return { batchItemFailures: [] };`,
    },
  ],
  'no-revision-condition': [
    {
      file: 'row-item.ts',
      from: `const isAsSeen = '"revision" = ?';`,
      // Always holds: a revision only grows.
      to: `const isAsSeen = '"revision" >= ?';`,
    },
  ],
  'accept-failed-statements': [
    {
      file: 'send-statement.ts',
      from: 'return refusals.has(response.Error.Code) ? false : new StatementError(response.Error.Code);',
      to: 'return true;',
    },
  ],
  'ignore-unprocessed-keys': [
    {
      file: 'row-store.ts',
      from: 'remaining = output.UnprocessedKeys;',
      to: 'remaining = undefined;',
    },
  ],
  'unconditional-previous': [
    {
      file: 'merge-rows.ts',
      from: 'await store.save(folded.row, stored?.revision, deadline)',
      to: `await store.save(
             stored === undefined ? folded.row : { ...folded.row, previous: stored.row.current },
             stored?.revision,
             deadline,
           )`,
    },
  ],
  'history-after-row': [
    {
      file: 'merge-rows.ts',
      from: 'const remembered = await remember(group, loaded, store, deadline);',
      to: 'const remembered = 0;',
    },
    {
      file: 'merge-rows.ts',
      from: 'if (await store.save(folded.row, stored?.revision, deadline)) {',
      to: `if (await store.save(folded.row, stored?.revision, deadline)) {
             await remember(group, loaded, store, deadline);`,
    },
  ],
  'history-of-changes-only': [
    {
      file: 'merge-rows.ts',
      from: 'notRemembered(stored?.row, deltas).map(',
      to: `notRemembered(stored?.row, deltas)
             .filter((delta) => fold(stored?.row, [delta]).changes[0] === 'applied')
             .map(`,
    },
  ],
  'delete-when-dead-letter-fails': [
    {
      file: 'process-batch.ts',
      from: `return [[record, { kind: 'failed', error }]];`,
      to: 'return [];',
    },
  ],
} as const satisfies { readonly [name: string]: readonly Substitution[] };

export type Break = keyof typeof breaks;

export const breakNames = Object.keys(breaks) as Break[];

export type BrokenCode = {
  /** A folder with the bundle, as the function's asset is. */
  readonly directory: string;
  readonly remove: () => Promise<void>;
};

/**
 * Bundles the function with one defect, into a temporary folder.
 *
 * @throws when the source does not have the text to be replaced, exactly once: the defect would not be there
 */
export async function buildBroken(substitutions: readonly Substitution[]): Promise<BrokenCode> {
  const directory = await mkdtemp(join(tmpdir(), 'canvas-grade-state-broken-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    await build({
      entryPoints: [join(sources, 'handler.ts')],
      outfile: join(directory, 'index.mjs'),
      ...esbuildOptions,
      plugins: [substitute(substitutions)],
      logLevel: 'silent',
    });
    return { directory, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function substitute(substitutions: readonly Substitution[]): Plugin {
  return {
    name: 'substitute',
    setup(build) {
      build.onLoad({ filter: /consume-live-events[\\/][\w-]+\.ts$/ }, async ({ path }) => {
        let contents = await readFile(path, 'utf8');
        for (const { file, from, to } of substitutions.filter((each) => path === join(sources, each.file))) {
          const times = contents.split(from).length - 1;
          if (times !== 1) throw new Error(`${file} has the text to be replaced ${times} times: ${from}`);
          contents = contents.replace(from, () => to);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}
