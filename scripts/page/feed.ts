import type { Answer, Asked } from './answer.ts';
import type { OnSnapshot } from './watch-system.ts';

/** What the page is about. */
export type Feed = {
  /** Gives snapshots until the function it returns is called. */
  readonly watch: (onSnapshot: OnSnapshot) => () => void;
  /** Finds what was asked for. Undefined when that is neither an id nor a URL of Canvas. */
  readonly find: (asked: Asked) => Promise<Answer | undefined>;
  /** Reads a list on. Undefined when it is no longer open. */
  readonly readOn: (token: string) => Promise<Answer | undefined>;
  /**
   * Gives the body of a dead letter. Undefined where there is no such message.
   *
   * Absent for a stack in AWS: to read its dead letters would hide them from others for a while.
   */
  readonly readLetter?: (id: string) => Promise<string | undefined>;
  /** Puts what was thrown into words for the person who looks at the page. */
  readonly describeFailure: (error: unknown) => string;
};
