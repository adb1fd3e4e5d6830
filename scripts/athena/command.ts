import { writeFile } from 'node:fs/promises';
import { athenaSql } from './athena-sql.ts';

await writeFile(new URL('../../docs/athena.sql', import.meta.url), athenaSql());
