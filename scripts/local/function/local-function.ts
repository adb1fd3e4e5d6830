import type { Endpoints } from '../../system/endpoints.ts';
import type { FunctionDefinition } from '../stack/deploy.ts';
import { type FunctionProcess, type Invocation, startFunctionProcess } from './function-process.ts';

/** A function that grows a process for each invocation at the same time, and reuses idle ones. */
export type LocalFunction = {
  readonly invoke: (event: unknown) => Promise<Invocation>;
  /** The processes that are at work now: what a test may kill. */
  readonly busy: () => readonly FunctionProcess[];
  /** Kills every process. Invocations under way become errors. */
  stop(): Promise<void>;
};

/** Makes a function that can be invoked. No process is started before the first invocation. */
export function createLocalFunction(definition: FunctionDefinition, endpoints: Endpoints): LocalFunction {
  const idle: FunctionProcess[] = [];
  const busy = new Set<FunctionProcess>();
  let stopped = false;

  const warm = () => {
    for (let runtime = idle.pop(); runtime !== undefined; runtime = idle.pop()) {
      if (runtime.isAlive()) return runtime;
    }
    return undefined;
  };

  return {
    async invoke(event) {
      const runtime = warm() ?? startFunctionProcess(definition, endpoints);
      busy.add(runtime);
      if (stopped) await runtime.kill();
      const invocation = await runtime.invoke(event);
      busy.delete(runtime);
      // A function that threw keeps serving; one that crashed or ran out of time does not.
      if (runtime.isAlive()) idle.push(runtime);
      return invocation;
    },
    busy: () => [...busy],
    async stop() {
      stopped = true;
      await Promise.all([...idle, ...busy].map((runtime) => runtime.kill()));
    },
  };
}
