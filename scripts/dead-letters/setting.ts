import type { Progress } from '../command/progress.ts';
import type { Paint } from '../command/text.ts';
import type { System } from '../system/connect.ts';
import type { Polling } from './hold.ts';

/** What a command works with. */
export type Setting = {
  readonly system: System;
  readonly polling: Polling;
  /** Writes to stdout. Everything else that is said goes to `progress`. */
  readonly print: (text: string) => void;
  readonly paint: Paint;
  readonly progress: Progress;
  /** Aborted when the operator wants to stop. */
  readonly signal: AbortSignal;
};

/** The name of a queue: the last part of its URL. */
export function queueName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
