import { type Engines, startEngines } from './engines/engines.ts';
import { createLocalFunction } from './function/local-function.ts';
import { type BatchReport, startEventSourceMapping } from './mapping/event-source-mapping.ts';
import type { CloudAssembly } from './stack/cloud-assembly.ts';
import { type Deployment, deploy, type Overrides } from './stack/deploy.ts';

/** The stack of an assembly, running on this machine. */
export type LocalSystem = {
  readonly engines: Engines;
  readonly deployment: Deployment;
  /** Starts to feed the function. Messages sent before wait in the queue. */
  startConsuming(): void;
  readonly stop: () => Promise<void>;
};

export type SystemOptions = {
  readonly overrides?: Overrides;
  readonly onBatch?: (report: BatchReport) => void;
  readonly redeliverAfterSeconds?: number;
};

/** Starts emulators, deploys an assembly to them, and makes its function and event source mapping ready. */
export async function startSystem(
  assembly: CloudAssembly,
  options: SystemOptions = {},
): Promise<LocalSystem> {
  const { overrides, ...mappingOptions } = options;
  const engines = await startEngines();
  let stopConsuming = async () => {};
  try {
    const deployment = await deploy(assembly, engines, overrides);
    const consumer = createLocalFunction(deployment.function, engines.endpoints);
    return {
      engines,
      deployment,
      startConsuming() {
        const consuming = startEventSourceMapping({
          sqs: engines.clients.sqs,
          queue: deployment.queue,
          mapping: deployment.mapping,
          invoke: consumer.invoke,
          ...mappingOptions,
        });
        stopConsuming = consuming.stop;
      },
      async stop() {
        await Promise.all([stopConsuming(), consumer.stop()]);
        await engines.stop();
      },
    };
  } catch (error) {
    await engines.stop();
    throw error;
  }
}
