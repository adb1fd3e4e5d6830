import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

export type PageFile = { readonly type: string; readonly bytes: Buffer };

const folder = join(import.meta.dirname, 'public');

const types: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What is served, and under which path. Nothing else of the disk can be asked for. */
const names: { readonly [path: string]: string } = {
  '/': 'index.html',
  ...Object.fromEntries(
    [
      'page.css',
      'masthead.css',
      'outcomes.css',
      'tables.css',
      'story.css',
      'narrow.css',
      'icon.svg',
      'page.js',
      'announce.js',
      'changes.js',
      'dead-letters.js',
      'element.js',
      'keyed-rows.js',
      'outcomes.js',
      'story.js',
      'story-view.js',
      'values.js',
    ].map((name) => [`/${name}`, name]),
  ),
};

/** Reads the page's files, by the path under which they are served. */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const files = await Promise.all(
    Object.entries(names).map(async ([path, name]) => {
      const file = { type: types[extname(name)] ?? '', bytes: await readFile(join(folder, name)) };
      return [path, file] as const;
    }),
  );
  return new Map(files);
}
