import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/**
 * Opens a DuckDB of our own, in a temporary folder that is gone once it is closed. It works in bounded memory: what
 * does not fit is on disk.
 *
 * @param signal interrupts what is running
 */
export async function openDuckdb(temporary = tmpdir(), signal?: AbortSignal) {
  const folder = await mkdtemp(join(temporary, 'snapshot-canvas-data-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const instance = await DuckDBInstance.create(join(folder, 'tables.duckdb'), {
      memory_limit: '512MB',
      temp_directory: join(folder, 'spilled'),
      // Each reader of a file has buffers of its own.
      threads: '2',
      preserve_insertion_order: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    // What is in it nobody needs once it is closed.
    await connection.run('PRAGMA disable_checkpoint_on_shutdown');
    const interrupt = () => connection.interrupt();
    signal?.addEventListener('abort', interrupt);
    return {
      connection,
      close: async () => {
        signal?.removeEventListener('abort', interrupt);
        connection.closeSync();
        instance.closeSync();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Reads a statement from `sql/`. */
export function readSql(name: string): Promise<string> {
  return readFile(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8');
}

type Cells = { readonly [name: string]: unknown };

export async function select(duckdb: DuckDBConnection, statement: string): Promise<readonly Cells[]> {
  const reading = await duckdb.runAndReadAll(statement);
  return reading.getRowObjectsJS();
}
