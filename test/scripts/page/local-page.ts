import { openLedger } from '../../../scripts/local/account.ts';
import { startSystem } from '../../../scripts/local/local-system.ts';
import { publish } from '../../../scripts/local/messages/publish.ts';
import { readDeadLetters } from '../../../scripts/local/read-dead-letters.ts';
import { readCloudAssembly } from '../../../scripts/local/stack/cloud-assembly.ts';
import { synthesize } from '../../../scripts/local/stack/synthesize.ts';
import { openPage } from '../../../scripts/page/open-page.ts';
import { systemOf } from '../../../scripts/system/connect.ts';

export type LocalPage = Awaited<ReturnType<typeof startLocalPage>>;

/** Starts the synthesized stack on embedded engines, with its page, as `npm run local -- --keep` does. */
export async function startLocalPage() {
  const synthesis = await synthesize();
  const ledger = openLedger();
  let refresh = () => {};
  const system = await startSystem(readCloudAssembly(synthesis.directory), {
    redeliverAfterSeconds: 1,
    onBatch(report) {
      ledger.add(report);
      refresh();
    },
  });
  const { engines, deployment } = system;
  const { sqs } = engines.endpoints;
  const page = await openPage(systemOf('tested-stack', true, engines.clients, deployment.outputs), {
    run: {
      outcomes: () => ledger.total(),
      readDeadLetters: () => readDeadLetters(sqs, deployment.deadLetterQueue.name),
    },
  });
  refresh = page.refresh;
  system.startConsuming();
  return {
    url: page.url,
    /** Sends bodies as Canvas does; one that is an object, as JSON. */
    send: (...bodies: readonly (string | object)[]) =>
      publish(
        engines.clients.sqs,
        deployment.queue.url,
        bodies.map((body, i) => ({
          source: `message ${i}`,
          body: typeof body === 'string' ? body : JSON.stringify(body),
        })),
      ),
    async stop() {
      await page.stop();
      await system.stop();
      await synthesis.remove();
    },
  };
}
