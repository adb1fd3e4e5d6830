/**
 * Finds the known word that a mistyped one was probably meant to be: at most two letters off, whatever its
 * case and its separators. Undefined for a word that is known, or resembles none.
 *
 *     resembling('grade_changed', ['grade_change'])   // 'grade_change'
 */
export function resembling(word: string, known: readonly string[]): string | undefined {
  if (known.includes(word)) return undefined;
  const letters = lettersOf(word);
  const atMost = Math.min(2, Math.floor(letters.length / 3));
  const steps = [0, 1, 2].filter((count) => count <= atMost);
  const nearest = (count: number) => known.find((other) => isWithin(count, letters, lettersOf(other)));
  return steps.map(nearest).find((other) => other !== undefined);
}

/** A sentence that asks whether another word was meant, with a space before it; or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const other = resembling(word, known);
  return other === undefined ? '' : ` Did you mean ${other}?`;
}

function lettersOf(word: string): string {
  return word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Tells whether so many letters added, removed, replaced, or swapped with their neighbour turn one word into another. */
function isWithin(count: number, a: string, b: string): boolean {
  if (a === b) return true;
  if (a[0] === b[0]) return isWithin(count, a.slice(1), b.slice(1));
  const isSwapped = a.length > 1 && a[0] === b[1] && a[1] === b[0];
  return (
    count > 0 &&
    (isWithin(count - 1, a.slice(1), b) ||
      isWithin(count - 1, a, b.slice(1)) ||
      isWithin(count - 1, a.slice(1), b.slice(1)) ||
      (isSwapped && isWithin(count - 1, a.slice(2), b.slice(2))))
  );
}
