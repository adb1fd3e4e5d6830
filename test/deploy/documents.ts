import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './run.ts';

/** A command of a document, as it stands there, and the heading it stands under. */
export type DocumentedCommand = { readonly heading: string; readonly text: string };

/** The shell code of a document: what its commands begin with, and each command. */
export type ShellDocument = { readonly setUp: string; readonly commands: readonly DocumentedCommand[] };

/**
 * Reads the commands of a document: those of its fenced shell blocks, and `aws …` and `output …` inside of
 * its text. Its first block is the set-up where that defines functions.
 */
export function readShellDocument(path: string): ShellDocument {
  const text = readFileSync(join(projectRoot, path), 'utf8');
  const commands: DocumentedCommand[] = [];
  let setUp = '';
  let heading = '';
  for (const [, title, language, block = '', inline] of text.matchAll(
    /^#+ (.+)$|^```(\w+)\n([\s\S]*?)^```$|`((?:aws|output) [^`]+)`/gm,
  )) {
    if (title !== undefined) heading = title;
    else if (inline !== undefined) commands.push({ heading, text: inline });
    else if (language === 'sh' && setUp === '' && block.includes('() {')) setUp = block;
    else if (language === 'sh') commands.push(...split(block).map((command) => ({ heading, text: command })));
  }
  return { setUp, commands };
}

/** Reads the first JSON block under a heading. */
export function readJsonBlock(path: string, heading: string): string {
  const text = readFileSync(join(projectRoot, path), 'utf8');
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  const block = /^```json\n([\s\S]*?)^```$/m.exec(section ?? '')?.[1];
  if (block === undefined) throw new Error(`${path} has no JSON block under "${heading}".`);
  return block;
}

/** Cuts a block of shell into its commands, each with the lines that it continues on. */
function split(block: string): string[] {
  const commands: string[] = [];
  let command = '';
  for (const line of block.split('\n')) {
    command += command === '' ? line : `\n${line}`;
    if (isWhole(command)) {
      if (!/^\s*(#|$)/.test(command)) commands.push(command);
      command = '';
    }
  }
  return commands;
}

function isWhole(command: string): boolean {
  if (command.endsWith('\\')) return false;
  const marker = /<<'(\w+)'/.exec(command)?.[1];
  if (marker !== undefined) return command.endsWith(`\n${marker}`);
  const unquoted = command.replaceAll(/#.*$/gm, '');
  return ["'", '"'].every((quote) => unquoted.split(quote).length % 2 === 1);
}
