import { once } from 'node:events';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { callingDirectory } from '../command/calling-directory.ts';
import { startProgress } from '../command/progress.ts';
import { runCommand } from '../command/run-command.ts';
import type { Paint } from '../command/text.ts';
import { openPage, type Page } from '../page/open-page.ts';
import { systemOf } from '../system/connect.ts';
import { announce, withdraw } from '../system/running-system.ts';
import { openLedger, waitUntilAccounted } from './account.ts';
import { describeInvitation } from './invitation.ts';
import { startSystem } from './local-system.ts';
import type { BatchReport } from './mapping/event-source-mapping.ts';
import { publish } from './messages/publish.ts';
import { type EventBody, readEvents } from './messages/read-events.ts';
import { shuffle } from './messages/shuffle.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { describeBatch, describeRun, describeSteps, toDocument } from './print.ts';
import { readDeadLetters } from './read-dead-letters.ts';
import { readRows } from './read-rows.ts';
import { readCloudAssembly } from './stack/cloud-assembly.ts';
import { projectRoot, synthesize } from './stack/synthesize.ts';

const fixtures = join(projectRoot, 'fixtures');

/** Root accounts of the published examples: with these allowed, the fixture of a foreign one is rejected. */
const publishedRootAccounts = [
  'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs',
  '44fJ44GgJ29gJBsl43JLKgljsBIOTsbnKT48932g',
  'V3kdo4kgu3F4Kf4fK109DSFkdso432950GKSOJNj',
];

/** A failed message comes again after so long, where in AWS it waits for the queue's visibility timeout. */
const redeliverAfterSeconds = 2;

const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

await runCommand({
  usage,
  parse: (args) => parseOptions(args, { events: fixtures, directory: callingDirectory() }),
  run,
});

async function run(options: Options, signal: AbortSignal): Promise<number> {
  const progress = startProgress(process.stderr);
  const events = inOrder(await readEvents(options.events), options);
  const stops: (() => Promise<void>)[] = [];
  try {
    progress.step('synthesize');
    const synthesis = await synthesize(contextOf(options), signal);
    stops.push(synthesis.remove);

    progress.step('deploy');
    const ledger = openLedger();
    let page: Page | undefined;
    const onBatch = (report: BatchReport) => {
      const counts = ledger.add(report);
      if (report.failed.size > 0 || page !== undefined) progress.note(describeBatch(report, counts));
      page?.refresh();
    };
    const assembly = await readCloudAssembly(synthesis.directory);
    const system = await startSystem(assembly, { onBatch, redeliverAfterSeconds });
    stops.push(system.stop);
    const { deployment, engines } = system;
    const { sqs, dynamodb } = engines.clients;
    const findDeadLetters = () => readDeadLetters(engines.endpoints.sqs, deployment.deadLetterQueue.name);
    if (engines.limit !== undefined) progress.note(engines.limit);
    system.startConsuming();

    progress.step('publish');
    signal.throwIfAborted();
    await publish(sqs, deployment.queue.url, events, (sent) =>
      progress.update(`${sent} of ${events.length}`),
    );

    progress.step('consume');
    const account = await waitUntilAccounted({
      sqs,
      queueUrl: deployment.queue.url,
      sent: events.length,
      ledger,
      readDeadLetters: findDeadLetters,
      stuckAfterSeconds: deployment.function.timeoutSeconds + 30,
      onProgress: (finished) => progress.update(`${finished} of ${events.length}`),
      signal,
    });
    const result = { ...account, rows: await readRows(dynamodb, deployment.function.environment) };
    const steps = progress.end();
    if (options.json) process.stdout.write(toDocument(result));
    else process.stdout.write(`${describeRun(result, paint)}\n\n${describeSteps(steps, paint)}\n`);

    for (const line of account.missing) progress.note(`Not accounted for: ${line}.`);
    if (options.keep) {
      page = await openPage(systemOf(assembly.stackName, true, engines.clients, deployment.outputs), {
        run: { outcomes: () => ledger.total(), readDeadLetters: findDeadLetters },
      });
      stops.push(page.stop);
      stops.push(() => withdraw(process.pid));
      await announce({
        pid: process.pid,
        stack: assembly.stackName,
        endpoints: engines.endpoints,
        page: page.url,
        outputs: deployment.outputs,
      });
      const invitation = describeInvitation(engines.endpoints, deployment, {
        now: new Date(),
        pageUrl: page.url,
        pid: process.pid,
      });
      (options.json ? process.stderr : process.stdout).write(`\n${invitation}\n`);
      if (!signal.aborted) await once(signal, 'abort');
    }
    return account.missing.length === 0 ? 0 : 1;
  } finally {
    progress.end();
    for (const stop of stops.toReversed()) await stop();
  }
}

function inOrder(events: readonly EventBody[], { copies, shuffle: seed }: Options): readonly EventBody[] {
  const all = Array.from({ length: copies }, () => events).flat();
  return seed === undefined ? all : shuffle(all, seed);
}

function contextOf({ events, context }: Options): readonly string[] {
  const areFixtures = events.length === 1 && events[0] === fixtures;
  const isSet = context.some((entry) => entry.startsWith('rootAccounts='));
  return areFixtures && !isSet ? [...context, `rootAccounts=${publishedRootAccounts.join(',')}`] : context;
}
