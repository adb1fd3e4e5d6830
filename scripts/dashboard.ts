import { writeFile } from 'node:fs/promises';
import { callingDirectory } from './command/calling-directory.ts';
import { describeError, exitStatusOf } from './command/command-error.ts';
import { parseOptions, usage } from './dashboard/options.ts';
import { readDashboard } from './dashboard/read-dashboard.ts';
import { renderPage } from './dashboard/render-page.ts';
import { readCloudAssembly } from './local/cloud-assembly.ts';
import { synthesize } from './local/synthesize.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2), callingDirectory('dashboard'));
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
    process.stderr.write(`${describeError(error)}\n`);
    return exitStatusOf(error);
  }
}
