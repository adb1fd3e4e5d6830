import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { forbiddenCharacter } from '../../system/event-attributes.ts';
import { isJson, isJsonList, splitList } from './split-list.ts';
import { spool } from './spool.ts';

/** A body to send, and where it is from: a file, with the line or the element if it holds several. */
export type EventBody = { readonly source: string; readonly body: string };

/** Bodies that have been looked at once, and can be read as often as needed. */
export type Events = {
  readonly count: number;
  /** What is odd about the input and can be sent all the same, a sentence each. */
  readonly oddities: readonly string[];
  /** Reads them in order. No more of a file of lines is held than a line. */
  readonly read: () => AsyncIterable<EventBody>;
  /** Removes what was kept of stdin. */
  readonly close: () => Promise<void>;
};

/** What SQS takes, attributes included. */
export const MAXIMUM_MESSAGE_BYTES = 1_048_576;

/** The path that means stdin. */
export const stdinPath = '-';

/** How the bodies of a file are told apart. */
type EventFile = { readonly path: string; readonly name: string; readonly isLines: boolean };

/**
 * Opens event bodies: a `.json` file is one body, or a list of bodies; each line of an `.ndjson` or `.jsonl`
 * file is one; a folder stands for all such files below it, in order of their paths; `-` is stdin, in either
 * form.
 *
 * Bodies are the text of the file, byte for byte: nothing is parsed and printed again, so ids beyond
 * 2^53 stay what they are, and a line that is not JSON is sent as it is. A byte order mark alone is left out.
 *
 * @throws Error for what SQS does not carry, before anything is sent, and when there is no event at all
 */
export async function openEvents(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array> = process.stdin,
  signal?: AbortSignal,
): Promise<Events> {
  const spooled = paths.includes(stdinPath) ? await spool(stdin, signal) : undefined;
  const close = async () => spooled?.remove();
  try {
    const files: EventFile[] = [];
    for (const path of paths) {
      if (path !== stdinPath) files.push(...(await listFiles(path)));
      else if (spooled !== undefined) files.push(await tellForm(spooled.path));
    }
    let count = 0;
    const oddities: string[] = [];
    for (const file of files) {
      let ofFile = 0;
      for await (const { source, body } of readBodies(file, (oddity) => oddities.push(oddity))) {
        const obstacle = obstacleOf(body);
        if (obstacle !== undefined) throw new Error(`${source}: SQS does not carry ${obstacle}.`);
        ofFile += 1;
      }
      if (ofFile === 0) oddities.push(`${file.name} holds no event.`);
      count += ofFile;
    }
    if (count === 0) {
      throw new Error(
        `No events in ${paths.map((path) => (path === stdinPath ? 'stdin' : path)).join(', ')}.`,
      );
    }
    return {
      count,
      oddities,
      async *read() {
        for (const file of files) yield* readBodies(file);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listFiles(path: string): Promise<EventFile[]> {
  const found = await stat(path).catch((error: Error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`);
  });
  if (!found.isDirectory()) {
    if (isEventFile(path)) return [fileAt(path)];
    throw new Error(`${path} is neither a .json, .ndjson or .jsonl file nor a folder.`);
  }
  const entries = await readdir(path, { recursive: true });
  const files = entries.filter(isEventFile).map((entry) => join(path, entry));
  if (files.length === 0) throw new Error(`No .json, .ndjson or .jsonl file below ${path}.`);
  return files.sort().map(fileAt);
}

function isEventFile(path: string): boolean {
  return ['.json', '.ndjson', '.jsonl'].includes(extname(path));
}

function fileAt(path: string): EventFile {
  return { path, name: path, isLines: extname(path) !== '.json' };
}

/** Stdin has no name to go by: it is lines if the first of them is JSON and no list, else what it is as a whole. */
async function tellForm(path: string): Promise<EventFile> {
  const file = { path, name: 'stdin', isLines: true };
  for await (const { body } of readLines(file)) {
    if (isJson(body) && !isJsonList(body)) return file;
    return { ...file, isLines: !isJson(await readWhole(file)) };
  }
  return file;
}

type OnOddity = (oddity: string) => void;

async function* readBodies(file: EventFile, onOddity: OnOddity = () => {}): AsyncGenerator<EventBody> {
  if (!file.isLines) {
    yield* await readDocument(file, onOddity);
    return;
  }
  let hasList = false;
  for await (const line of readLines(file, onOddity)) {
    if (!hasList && isJsonList(line.body)) {
      hasList = true;
      onOddity(
        `${line.source} is a list, and goes as one message. Give each of its events a line of its own, or end the file's name in .json.`,
      );
    }
    yield line;
  }
}

async function readDocument(file: EventFile, onOddity: OnOddity): Promise<EventBody[]> {
  const text = await readWhole(file, onOddity);
  if (isJsonList(text)) {
    return splitList(text).map((body, i) => ({ source: `${file.name}[${i}]`, body }));
  }
  const [first = '', second = ''] = text.split('\n', 2);
  if (second !== '' && isJson(first)) {
    onOddity(
      `${file.name} is no JSON as a whole, and goes as one message. If each of its lines is an event, end its name in .ndjson.`,
    );
  }
  return text.trim() === '' ? [] : [{ source: file.name, body: text }];
}

async function readWhole(file: EventFile, onOddity?: OnOddity): Promise<string> {
  return withoutMark(decode(await readFile(file.path), file.name), file, onOddity);
}

async function* readLines(file: EventFile, onOddity?: OnOddity): AsyncGenerator<EventBody> {
  let number = 0;
  for await (const whole of splitLines(createReadStream(file.path))) {
    number += 1;
    const source = `${file.name}:${number}`;
    const line = decode(whole, source).replace(/\r$/, '');
    const body = number === 1 ? withoutMark(line, file, onOddity) : line;
    if (body.trim() !== '') yield { source, body };
  }
}

const lineFeed = 0x0a;

/** Splits bytes into lines without their line feeds. One that SQS would refuse may come cut off behind that length. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer) => {
    if (length <= MAXIMUM_MESSAGE_BYTES) begun.push(part);
    length += part.length;
  };
  const end = () => {
    const line = Buffer.concat(begun);
    begun = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let feed = chunk.indexOf(lineFeed); feed !== -1; feed = chunk.indexOf(lineFeed, start)) {
      add(chunk.subarray(start, feed));
      yield end();
      start = feed + 1;
    }
    add(chunk.subarray(start));
  }
  yield end();
}

function withoutMark(text: string, { name }: EventFile, onOddity?: OnOddity): string {
  if (!text.startsWith('\uFEFF')) return text;
  onOddity?.(`${name} begins with a byte order mark, which is left out: with it, an event is not JSON.`);
  return text.slice(1);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array, name: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Error(`${name} is not UTF-8 text.`);
  }
}

function obstacleOf(body: string): string | undefined {
  if (Buffer.byteLength(body) > MAXIMUM_MESSAGE_BYTES) return 'a message of more than 1 MiB';
  const character = forbiddenCharacter.exec(body)?.[0].codePointAt(0);
  return character === undefined
    ? undefined
    : `the character U+${character.toString(16).toUpperCase().padStart(4, '0')}`;
}
