/** Microseconds of CPU that this process, all its threads together, spent on the work, and how long it took. */
export type Spent = { readonly cpuMicroseconds: number; readonly wallMicroseconds: number };

export async function measure(work: () => unknown): Promise<Spent> {
  const wall = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMicroseconds: user + system, wallMicroseconds: (performance.now() - wall) * 1000 };
}
