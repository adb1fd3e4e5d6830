import { writeFile } from 'node:fs/promises';
import { callingDirectory } from './command/calling-directory.ts';
import { runCommand } from './command/run-command.ts';
import { parseOptions, usage } from './dashboard/options.ts';
import { readDashboard } from './dashboard/read-dashboard.ts';
import { renderPage } from './dashboard/render-page.ts';
import { readCloudAssembly } from './local/stack/cloud-assembly.ts';
import { synthesize } from './local/stack/synthesize.ts';

await runCommand({
  usage,
  parse: (args) => parseOptions(args, callingDirectory('dashboard')),
  async run(options, interruption) {
    const { directory, remove } = await synthesize(options.context, interruption);
    try {
      const dashboard = await readDashboard(await readCloudAssembly(directory));
      await writeFile(options.preview, renderPage(dashboard));
      process.stdout.write(`${dashboard.name}: ${options.preview}\n`);
    } finally {
      await remove();
    }
    return 0;
  },
});
