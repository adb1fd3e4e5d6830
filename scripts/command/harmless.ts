/*
 * Grades, names and comments come from anyone who can send an event. Here, and nowhere else, they are made
 * harmless for what shows them. The page needs none of it: it puts them on screen as text nodes.
 */

/** What a terminal obeys, reorders or does not show: controls, formats, halves of a pair, what has no width. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Makes a text one line that a terminal only shows. What it would obey or hide is written as JSON writes it, `\u202e`. */
export function toTerminalLine(text: string): string {
  return text.replaceAll(unprintable, inEscapes);
}

/** Makes a text of several lines one that a terminal only shows: line feeds and tabs stay. */
export function toTerminalText(text: string): string {
  return text.replaceAll(unprintable, (character) =>
    /[\n\t]/.test(character) ? character : inEscapes(character),
  );
}

/** Writes JSON that says exactly the value, and that a terminal only shows. */
export function toJson(value: unknown, indent?: number): string {
  return toTerminalText(JSON.stringify(value, null, indent));
}

/**
 * Writes a cell of RFC 4180, exactly: neither controls nor what a spreadsheet takes for a formula are changed.
 *
 * So the person who reads a file has to be told to read it as text (`csvAdvice`), and a terminal must not be given it.
 */
export function toCsvCell(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What docs/exports.md says of CSV. */
export const csvAdvice =
  'Read every column as text: a spreadsheet rounds ids, and takes a grade that begins with = for a formula.';

function inEscapes(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
