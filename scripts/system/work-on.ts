import { type Progress, startProgress } from '../command/progress.ts';
import { connect, type System, type Target, toConnectionError } from './connect.ts';

/**
 * Connects to a system, works on it, and ends the progress and the connection again.
 *
 * @throws ConnectionError for an error of AWS; any other stays what it is
 */
export async function workOn<Result>(
  target: Target,
  work: (system: System, progress: Progress) => Promise<Result>,
): Promise<Result> {
  const progress = startProgress(process.stderr);
  const system = await connect(target);
  try {
    return await work(system, progress);
  } catch (error) {
    throw toConnectionError(error, system.name);
  } finally {
    progress.end();
    system.close();
  }
}
