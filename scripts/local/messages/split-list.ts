/** Tells whether a text is a list in JSON. */
export function isJsonList(text: string): boolean {
  return /^\s*\[/.test(text) && isJson(text);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
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
