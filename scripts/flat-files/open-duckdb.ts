import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export type DuckDb = {
  readonly duckdb: DuckDBConnection;
  /** Opens another connection to the same database. It is closed with the first. */
  readonly connectAgain: () => Promise<DuckDBConnection>;
  readonly close: () => void;
};

/**
 * Opens a database in memory, which loads no extension.
 *
 * @param overflow folder for what does not fit into memory; DuckDB makes and removes it
 * @param signal interrupts what is running
 */
export async function openDuckDb(overflow: string, signal: AbortSignal): Promise<DuckDb> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '1GB',
    temp_directory: overflow,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connections = [await instance.connect()] as [DuckDBConnection, ...DuckDBConnection[]];
  const interrupt = () => {
    for (const connection of connections) connection.interrupt();
  };
  signal.addEventListener('abort', interrupt);
  return {
    duckdb: connections[0],
    async connectAgain() {
      const connection = await instance.connect();
      connections.push(connection);
      return connection;
    },
    close() {
      signal.removeEventListener('abort', interrupt);
      for (const connection of connections) connection.closeSync();
      instance.closeSync();
    },
  };
}
