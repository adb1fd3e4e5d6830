import { type FileHandle, open, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FileSystem } from '../../scripts/command/durable.ts';

/** A file system that says what was done to which file, in order, before it is done. */
export type WatchedFiles = { readonly files: FileSystem; readonly done: readonly string[] };

const told = /^(?:write|writeFile|appendFile|sync|datasync)$/;

/**
 * Watches the real file system.
 *
 * @param refuse gives the code of the error that an operation is to end with
 */
export function watchFiles(
  refuse: (operation: string) => string | undefined = () => undefined,
): WatchedFiles {
  const done: string[] = [];
  const perform = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    done.push(operation);
    const code = refuse(operation);
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    return work();
  };
  const watch = (handle: FileHandle, name: string): FileHandle =>
    new Proxy(handle, {
      get(target, method) {
        const value: unknown = Reflect.get(target, method);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const work = () => Reflect.apply(value, target, args) as Promise<unknown>;
          return told.test(String(method)) ? perform(`${String(method)} ${name}`, work) : work();
        };
      },
    });
  return {
    done,
    files: {
      open: async (path, flags, mode) => watch(await open(path, flags, mode), basename(path)),
      rename: (from, to) => perform(`rename ${basename(to)}`, () => rename(from, to)),
    },
  };
}
