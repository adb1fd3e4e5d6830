/**
 * Finds the known word that a mistyped one was probably meant to be: at most two letters off, whatever its
 * case and its separators. Undefined for a word that is known, or resembles none.
 *
 *     resembling('grade_changed', ['grade_change'])   // 'grade_change'
 */
export function resembling(word: string, known: readonly string[]): string | undefined {
  if (known.includes(word)) return undefined;
  const letters = lettersOf(word);
  const distances = known.map((other) => ({ other, distance: distanceOf(letters, lettersOf(other)) }));
  const [nearest] = distances.sort((a, b) => a.distance - b.distance);
  const allowed = Math.min(2, Math.floor(letters.length / 3));
  return nearest !== undefined && nearest.distance <= allowed ? nearest.other : undefined;
}

/** A sentence that asks whether another word was meant, with a space before it; or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const other = resembling(word, known);
  return other === undefined ? '' : ` Did you mean ${other}?`;
}

function lettersOf(word: string): string {
  return word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** How many letters have to be added, removed, replaced, or swapped with their neighbour. */
function distanceOf(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwapped ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(a.length, b.length);
}
