import { once } from 'node:events';
import { styleText } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { callingDirectory } from '../command/calling-directory.ts';
import { startProgress } from '../command/progress.ts';
import { runCommand } from '../command/run-command.ts';
import type { Paint } from '../command/text.ts';
import { openPage, type Page } from '../page/open-page.ts';
import { systemOf } from '../system/connect.ts';
import { announce, withdraw } from '../system/running-system.ts';
import { type Account, type Ledger, openLedger, waitUntilAccounted } from './account.ts';
import { explainRun } from './explain-run.ts';
import { fixtures, publishedRootAccounts } from './fixtures.ts';
import { describeInvitation } from './invitation.ts';
import { startSystem } from './local-system.ts';
import type { BatchReport } from './mapping/event-source-mapping.ts';
import { publish } from './messages/publish.ts';
import { type EventBody, type Events, openEvents } from './messages/read-events.ts';
import { shuffle } from './messages/shuffle.ts';
import { describeNextSteps, shortenerFrom } from './next-steps.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { describeBatch, describeRows, describeSteps, toDocument } from './print.ts';
import { readDeadLetters } from './read-dead-letters.ts';
import { readRows, streamRows } from './read-rows.ts';
import { readCloudAssembly } from './stack/cloud-assembly.ts';
import { projectRoot, synthesize } from './stack/synthesize.ts';
import { surveyRows } from './survey-rows.ts';
import { differencesFromFixtures, findSources } from './trace-events.ts';

/** A failed message comes again after so long, where in AWS it waits for the queue's visibility timeout. */
const REDELIVER_AFTER_SECONDS = 2;

const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

const directory = callingDirectory();

await runCommand({ usage, parse: (args) => parseOptions(args, directory), run });

async function run(options: Options, signal: AbortSignal): Promise<number> {
  const progress = startProgress(process.stderr);
  const stops: (() => Promise<void>)[] = [];
  try {
    const events = await openEvents(options.events ?? fixtures, process.stdin, signal);
    stops.push(events.close);
    for (const oddity of events.oddities) progress.note(oddity);
    const sent = events.count * options.copies;

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
    const assembly = readCloudAssembly(synthesis.directory);
    const system = await startSystem(assembly, { onBatch, redeliverAfterSeconds: REDELIVER_AFTER_SECONDS });
    stops.push(system.stop);
    const { deployment, engines } = system;
    const { sqs, dynamodb } = engines.clients;
    const findDeadLetters = () => readDeadLetters(engines.endpoints.sqs, deployment.deadLetterQueue.name);
    if (engines.limit !== undefined) progress.note(engines.limit);
    system.startConsuming();

    progress.step('publish');
    signal.throwIfAborted();
    await publish(sqs, deployment.queue.url, inOrder(events, options), (published) =>
      progress.update(`${published} of ${sent}`),
    );

    progress.step('consume');
    const account = await waitUntilAccounted({
      sqs,
      queueUrl: deployment.queue.url,
      sent,
      ledger,
      readDeadLetters: findDeadLetters,
      stuckAfterSeconds: deployment.function.timeoutSeconds + 30,
      onProgress: (finished) => progress.update(`${finished} of ${sent}`),
      signal,
    });
    const { environment } = deployment.function;
    const document = options.json
      ? toDocument({ ...account, rows: await readRows(dynamodb, environment) })
      : await explain({ account, ledger, events, options, dynamodb, environment });
    const steps = progress.end();
    process.stdout.write(options.json ? document : `${document}\n\n${describeSteps(steps, paint)}\n`);
    if (!options.json && !options.keep) process.stdout.write(`\n${describeNextSteps(paint)}\n`);

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

type Finished = {
  readonly account: Account;
  readonly ledger: Ledger;
  readonly events: Events;
  readonly options: Options;
  readonly dynamodb: DynamoDBClient;
  readonly environment: { readonly [variable: string]: string };
};

/** Tells people of a run. Rows are held only where all of them are shown. */
async function explain(finished: Finished): Promise<string> {
  const { account, ledger, events, options, dynamodb, environment } = finished;
  const rootAccounts = environment['ROOT_ACCOUNT_UUIDS']?.split(',') ?? [];
  const run = { account, copies: options.copies, rootAccounts };
  const explanation = explainRun(
    {
      account,
      survey: await surveyRows(streamRows(dynamodb, environment)),
      ignored: ledger.ignored(),
      sources: await findSources(events.read(), account.deadLetters),
      differences:
        options.events === undefined ? await differencesFromFixtures(events.read(), run) : undefined,
    },
    { paint, all: options.rows, shorten: shortenerFrom([directory, projectRoot]) },
  );
  return options.rows
    ? `${describeRows(await readRows(dynamodb, environment), paint)}\n\n${explanation}`
    : explanation;
}

/** Only what is to be shuffled has to be held. */
async function* inOrder(events: Events, { copies, shuffle: seed }: Options): AsyncGenerator<EventBody> {
  const all: EventBody[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    for await (const event of events.read()) {
      if (seed === undefined) yield event;
      else all.push(event);
    }
  }
  if (seed !== undefined) yield* shuffle(all, seed);
}

function contextOf({ events, context }: Options): readonly string[] {
  const isSet = context.some((entry) => entry.startsWith('rootAccounts='));
  return events === undefined && !isSet
    ? [...context, `rootAccounts=${publishedRootAccounts.join(',')}`]
    : context;
}
