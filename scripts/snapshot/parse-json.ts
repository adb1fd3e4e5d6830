/** Reads JSON; undefined for what is none. What `JSON.parse` says of an error quotes its input, and stops here. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
