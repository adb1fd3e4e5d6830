import { type ReadLine, readLine, refuse } from './read-line.ts';

/** What a line of a file says, or what is wrong with it. Numbered from 1. */
export type NumberedLine = ReadLine & {
  readonly number: number;
  /** Whether the file ends with it, and not with a line feed. */
  readonly isLast: boolean;
};

/** A row has about 1 KB, and the largest that a table can hold is refused long before this. */
export const MAX_LINE_BYTES = 65_536;

/**
 * Reads the lines of a file, in pages, and never holds more than one chunk and one line.
 *
 * A byte order mark, carriage returns and empty lines are no part of any line. Whether what stands
 * after the last line feed is a line or the beginning of one is for the caller to say.
 *
 * @param latest as for `readLine`
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  latest: string,
): AsyncGenerator<readonly NumberedLine[]> {
  let number = 0;
  const read = (bytes: string, isLast: boolean): readonly NumberedLine[] => {
    number += 1;
    const line = readBytesOfLine(bytes, latest);
    return line === undefined ? [] : [{ ...line, number, isLast }];
  };
  let begun = '';
  for await (const chunk of chunks) {
    const lines = (begun + chunk.toString('latin1')).split('\n');
    // Of a line that is too long, no more than tells so.
    begun = lines.pop()?.slice(0, MAX_LINE_BYTES + 1) ?? '';
    yield lines.flatMap((line) => read(line, false));
  }
  yield read(begun, true);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * @param bytes a character each
 * @returns undefined for an empty line
 */
function readBytesOfLine(bytes: string, latest: string): ReadLine | undefined {
  if (bytes.length > MAX_LINE_BYTES) return refuse('line', `expected at most ${MAX_LINE_BYTES} bytes`);
  let text: string;
  try {
    text = utf8.decode(Buffer.from(bytes, 'latin1')).trim();
  } catch {
    return refuse('line', 'expected UTF-8');
  }
  return text === '' ? undefined : readLine(text, latest);
}
