import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { forbiddenCharacter } from '../../system/event-attributes.ts';

/** A body to send, and where it is from: a file, with the line or the element if it holds several. */
export type EventBody = { readonly source: string; readonly body: string };

/** What SQS takes, attributes included. */
export const maximumMessageBytes = 1_048_576;

/**
 * Reads event bodies: a `.json` file is one body, or a list of bodies; each line of an `.ndjson` or `.jsonl`
 * file is one; a folder stands for all such files below it, in order of their paths.
 *
 * Bodies are the text of the file, byte for byte: nothing is parsed and printed again, so ids beyond
 * 2^53 stay what they are, and a line that is not JSON is sent as it is.
 */
export async function readEvents(paths: readonly string[]): Promise<EventBody[]> {
  const files = (await Promise.all(paths.map(listFiles))).flat();
  const bodies: EventBody[] = [];
  for (const file of files) bodies.push(...(await readFileBodies(file)));
  if (bodies.length === 0) throw new Error(`No events in ${paths.join(', ')}.`);
  return bodies;
}

async function listFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: Error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`);
  });
  if (!found.isDirectory()) {
    if (isEventFile(path)) return [path];
    throw new Error(`${path} is neither a .json, .ndjson or .jsonl file nor a folder.`);
  }
  const entries = await readdir(path, { recursive: true });
  const files = entries.filter(isEventFile).map((entry) => join(path, entry));
  if (files.length === 0) throw new Error(`No .json, .ndjson or .jsonl file below ${path}.`);
  return files.sort();
}

function isEventFile(path: string): boolean {
  return ['.json', '.ndjson', '.jsonl'].includes(extname(path));
}

async function readFileBodies(file: string): Promise<EventBody[]> {
  const text = decode(await readFile(file), file);
  const bodies = extname(file) === '.json' ? splitDocument(file, text) : splitLines(file, text);
  for (const { source, body } of bodies) {
    const obstacle = obstacleOf(body);
    if (obstacle !== undefined) throw new Error(`${source}: SQS does not carry ${obstacle}.`);
  }
  return bodies;
}

/** A byte order mark is kept: it is part of what the file holds. */
function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(`${file} is not UTF-8 text.`);
  }
}

function obstacleOf(body: string): string | undefined {
  if (body === '') return 'an empty message';
  if (Buffer.byteLength(body) > maximumMessageBytes) return 'a message of more than 1 MiB';
  const character = forbiddenCharacter.exec(body)?.[0].codePointAt(0);
  return character === undefined
    ? undefined
    : `the character U+${character.toString(16).toUpperCase().padStart(4, '0')}`;
}

function splitLines(file: string, text: string): EventBody[] {
  return text
    .split(/\r?\n/)
    .map((body, i) => ({ source: `${file}:${i + 1}`, body }))
    .filter(({ body }) => body !== '');
}

function splitDocument(file: string, text: string): EventBody[] {
  return isJsonList(text)
    ? splitList(text).map((body, i) => ({ source: `${file}[${i}]`, body }))
    : [{ source: file, body: text }];
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Cuts a valid JSON list into the texts of its elements. */
export function splitList(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let start = text.indexOf('[') + 1;
  // A string as a whole, or a character that opens, closes or separates.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]+|\\.)*"|[[\]{},]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    const ends = (token === ',' && depth === 1) || depth === 0;
    if (!ends || token.startsWith('"')) continue;
    elements.push(text.slice(start, index).trim());
    start = index + 1;
  }
  return elements.length === 1 && elements[0] === '' ? [] : elements;
}
