import { writeFile } from 'node:fs/promises';
import { parseOptions, usage } from './dashboard/options.ts';
import { readDashboard } from './dashboard/read-dashboard.ts';
import { renderPage } from './dashboard/render-page.ts';
import { readCloudAssembly } from './local/cloud-assembly.ts';
import { UsageError } from './local/options.ts';
import { synthesize } from './local/synthesize.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    // npm runs scripts in the package's folder; a path is meant from where npm was called.
    const calledIn = process.env['npm_lifecycle_event'] === 'dashboard' ? process.env['INIT_CWD'] : undefined;
    const options = parseOptions(process.argv.slice(2), calledIn ?? process.cwd());
    if (options === undefined) {
      process.stdout.write(usage);
      return 0;
    }
    const { directory, remove } = await synthesize(options.context);
    try {
      const dashboard = await readDashboard(await readCloudAssembly(directory));
      await writeFile(options.preview, renderPage(dashboard));
      process.stdout.write(`${dashboard.name}: ${options.preview}\n`);
    } finally {
      await remove();
    }
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
