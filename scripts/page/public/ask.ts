/** Why the server has no answer, in words for people. */
export type Refusal = { readonly message: string };

/** Asks the server, which answers with what was asked for or says why it does not. */
export async function ask<Answer extends object>(
  path: string,
  query: { readonly [name: string]: string } | string,
): Promise<Answer | Refusal> {
  try {
    return await (await fetch(`${path}?${new URLSearchParams(query)}`)).json();
  } catch {
    return { message: 'The page is no longer served: it has ended, or does not answer.' };
  }
}
