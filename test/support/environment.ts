import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, createContext } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

// The commands that tests run load the same modules again and again: half of their time is to compile them.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

declare global {
  /**
   * Loads a module by Node itself, once for all test files of a process. Paths are relative to this folder.
   *
   * Jest loads modules again for each test file and never lets go of them: right for what is tested, and ten
   * seconds and 400 MB a file for the CDK. What is loaded here has Node's own `Error`, `Array` and `Map`, by
   * which `toStrictEqual` and `toBeInstanceOf` tell its objects from a test's.
   */
  var loadOnce: NodeJS.Require;
}

// biome-ignore lint/style/noDefaultExport: where jest looks for it
export default class Environment extends TestEnvironment {
  constructor(...parameters: ConstructorParameters<typeof TestEnvironment>) {
    super(...parameters);
    this.global = ordinary(this.global);
    this.context = this.global;
    this.global.loadOnce = createRequire(import.meta.url);
  }
}

/**
 * Makes a global object with the names of jest's, which finds every use of one through a proxy: what only computes
 * takes three times as long there. Its fake timers and mocks stay with jest's own; no test has any.
 */
function ordinary(proxied: Environment['global']): Environment['global'] {
  const made = createContext(constants.DONT_CONTEXTIFY) as Environment['global'];
  // Node's own, as in jest's: else a buffer that Node returns is no `Uint8Array` of a test.
  const sharedWithNode = new Set<PropertyKey>(['ArrayBuffer', 'Uint8Array']);
  for (const name of Reflect.ownKeys(proxied)) {
    if (Object.hasOwn(made, name) && !sharedWithNode.has(name)) continue;
    Object.defineProperty(made, name, Object.getOwnPropertyDescriptor(proxied, name) ?? {});
  }
  return Object.assign(made, { global: made });
}
