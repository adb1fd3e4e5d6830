import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';

export type PageFile = { readonly type: string; readonly bytes: Buffer };

const folder = join(import.meta.dirname, 'public');

/** What is served. Scripts are without their types by then, and else as they stand. */
const types: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads the page's files, by the name under which they are served. Nothing else of the disk can be asked for. */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const names = (await readdir(folder)).filter((name) => extname(name) in types);
  const files = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name));
      const isScript = extname(name) === '.ts';
      const served = isScript ? Buffer.from(stripTypeScriptTypes(bytes.toString())) : bytes;
      return [
        name === 'index.html' ? '' : name,
        { type: types[extname(name)] ?? '', bytes: served },
      ] as const;
    }),
  );
  return new Map(files);
}
