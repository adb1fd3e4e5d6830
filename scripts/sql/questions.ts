import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../command/command-error.ts';
import { align } from '../command/text.ts';

/** Where the named questions are: a file of SQL each, whose first line says what it asks. */
const folder = new URL('./questions/', import.meta.url);

/**
 * Reads the SQL of a named question.
 *
 * @throws UsageError that names those there are
 */
export async function readNamedQuestion(name: string): Promise<string> {
  const names = await listNames();
  if (names.includes(name)) return readFile(pathOf(name), 'utf8');
  throw new UsageError(`--question ${name}: expected ${names.join(', ')}.`);
}

/** Lists the named questions: what each asks, and where its SQL is. */
export async function describeNamedQuestions(): Promise<string> {
  const names = await listNames();
  const lines = names.map(async (name) => {
    const [firstLine = ''] = (await readFile(pathOf(name), 'utf8')).split('\n');
    return [name, firstLine.replace(/^-- /, '')];
  });
  return `${align(await Promise.all(lines)).join('\n')}\n\nTheir SQL, to read and to copy: ${fileURLToPath(folder)}\n`;
}

async function listNames(): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql'));
  return files.map((file) => file.replace(/\.sql$/, '')).sort();
}

function pathOf(name: string): URL {
  return new URL(`${name}.sql`, folder);
}
