/** A line of a file as text, or what was expected of its bytes. Numbered from 1. */
export type TextLine = {
  readonly number: number;
  /** Whether the file ends with it, and not with a line feed. */
  readonly isLast: boolean;
} & ({ readonly text: string } | { readonly expected: string });

/** A row has about 1 KB, and the largest that a table can hold is refused long before this. */
export const MAX_LINE_BYTES = 65_536;

const lineFeed = 0x0a;

/**
 * Splits bytes into lines, in pages, and never holds more than one chunk and one line.
 *
 * A byte order mark, carriage returns and empty lines are no part of any line. Whether what stands
 * after the last line feed is a line or the beginning of one is for the caller to say.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly TextLine[]> {
  let number = 1;
  let begun: Buffer[] = [];
  let begunBytes = 0;
  const addToLine = (part: Buffer) => {
    begunBytes += part.length;
    if (begunBytes <= MAX_LINE_BYTES) begun.push(part);
    else begun = [];
  };
  const endLine = (isLast: boolean): TextLine | undefined => {
    const line = toTextLine(Buffer.concat(begun), begunBytes, number, isLast);
    number += 1;
    begun = [];
    begunBytes = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const lines: TextLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      addToLine(chunk.subarray(start, end));
      const line = endLine(false);
      if (line !== undefined) lines.push(line);
      start = end + 1;
    }
    addToLine(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  const rest = begunBytes === 0 ? undefined : endLine(true);
  if (rest !== undefined) yield [rest];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function toTextLine(bytes: Buffer, length: number, number: number, isLast: boolean): TextLine | undefined {
  if (length > MAX_LINE_BYTES)
    return { number, isLast, expected: `expected at most ${MAX_LINE_BYTES} bytes` };
  try {
    const text = utf8.decode(bytes).trim();
    return text === '' ? undefined : { number, text, isLast };
  } catch {
    return { number, isLast, expected: 'expected UTF-8' };
  }
}
