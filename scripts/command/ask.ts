import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/**
 * Asks the person who sits at the terminal, on stderr. An end of input answers nothing.
 *
 * Not as a terminal of readline's: that would keep Ctrl-C to itself.
 */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const line = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    const ended = once(line, 'close').then(() => '');
    return await Promise.race([line.question(question, { signal }), ended]);
  } finally {
    line.close();
  }
}
