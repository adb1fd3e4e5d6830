import type { Answer } from '../answer.ts';

/** What the server answers: what was found, or in words why nothing was looked for. */
export type Found = Answer | { readonly message: string };

const notServed = 'The page is no longer served: it has ended, or does not answer.';

/** Asks the server. */
export async function read(path: string): Promise<Found> {
  try {
    return (await (await fetch(path)).json()) as Found;
  } catch {
    return { message: notServed };
  }
}

/** Asks for the body of a dead letter, or says in its place why there is none. */
export async function readLetter(id: string): Promise<string> {
  try {
    const answer = await fetch(`letter?${new URLSearchParams({ id })}`);
    const { body, message } = (await answer.json()) as { body?: string; message?: string };
    return body ?? message ?? '';
  } catch {
    return notServed;
  }
}
