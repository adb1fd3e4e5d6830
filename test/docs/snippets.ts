import { readFileSync } from 'node:fs';

const documentation = new URL('../../docs/', import.meta.url);

export type Language = 'sh' | 'python' | 'sql';

/** A fenced block: the heading it stands under, and its number among those of one language under it. */
export type Snippet = {
  readonly heading: string;
  readonly number: number;
  readonly language: Language;
  readonly text: string;
};

/** A document with the code in it. */
export type Document = {
  readonly text: string;
  readonly headings: readonly string[];
  /** What the snippets of a language begin with: the first block of it. SQL begins with nothing. */
  readonly setUp: { readonly [language in Language]: string };
  readonly snippets: readonly Snippet[];
  /** Commands inside of the text, as `npm run grades -- score 43`. */
  readonly commands: readonly string[];
};

/** Reads the code in a document of docs/. A block of a language that no test runs is refused. */
export function readDocument(name: string): Document {
  const text = readFileSync(new URL(name, documentation), 'utf8');
  const snippets: Snippet[] = [];
  const headings: string[] = [];
  let heading = '';
  for (const [, title, language, code = ''] of text.matchAll(/^#+ (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) {
      heading = title;
      headings.push(title);
      continue;
    }
    if (!isLanguage(language)) throw new Error(`${name}: no test runs ${language}`);
    const before = snippets.filter((other) => other.heading === heading && other.language === language);
    snippets.push({ heading, number: before.length + 1, language, text: code });
  }
  const first = (language: Language) => snippets.find((snippet) => snippet.language === language);
  const setUps = [first('sh'), first('python')];
  return {
    text,
    headings,
    setUp: { sh: setUps[0]?.text ?? '', python: setUps[1]?.text ?? '', sql: '' },
    snippets: snippets.filter((snippet) => !setUps.includes(snippet)),
    commands: [...text.matchAll(/`(npm run [^`]+)`/g)].map(([, command = '']) => command),
  };
}

function isLanguage(text: string | undefined): text is Language {
  return text === 'sh' || text === 'python' || text === 'sql';
}
