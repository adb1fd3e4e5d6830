import type { Answer } from '../answer.ts';

/** What the server answers: what was found, or in words why nothing was looked for. */
export type Found = Answer | { readonly message: string };

/** Asks the server. */
export async function read(path: string): Promise<Found> {
  try {
    return (await (await fetch(path)).json()) as Found;
  } catch {
    return { message: 'The page is no longer served: it has ended, or does not answer.' };
  }
}
