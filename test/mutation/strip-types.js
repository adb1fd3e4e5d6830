import { stripTypeScriptTypes } from 'node:module';

/** Stryker brings a runner that transforms files; what Node does by itself is all that they need. */
// biome-ignore lint/style/noDefaultExport: where jest looks for it
export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
