/** Microseconds of CPU that this process, all its threads together, spent on the work, and how long it took. */
export type Spent = { readonly cpuMicroseconds: number; readonly wallMicroseconds: number };

export async function measure(work: () => unknown): Promise<Spent> {
  const wall = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMicroseconds: user + system, wallMicroseconds: (performance.now() - wall) * 1000 };
}

export type ProcessFigures = {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
};

/** Gives what this process, all its threads together, has taken: seconds since `startedAt`, the rest from its start. */
export function figuresOfProcess(startedAt: number): ProcessFigures {
  const { user, system } = process.cpuUsage();
  return {
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}
