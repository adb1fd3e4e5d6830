import { styleText } from 'node:util';
import { toTerminalText } from './harmless.ts';

export type Step = { readonly name: string; readonly seconds: number };

/** What happens, on stderr. A terminal gets one line that changes, anything else a line per step. */
export type Progress = {
  /** Begins a step and ends the one before it. */
  step(name: string): void;
  /** Says how far the step is. */
  update(detail: string): void;
  /** Prints a line that stays. */
  note(line: string): void;
  /** Ends the last step and gives the seconds each took. */
  end(): readonly Step[];
};

export function startProgress(stream: NodeJS.WriteStream): Progress {
  const steps: { name: string; startedAt: number; seconds: number }[] = [];
  const current = () => steps.at(-1);
  const show = (text: string) => {
    if (stream.isTTY) stream.write(`\r\x1b[K${styleText('dim', toTerminalText(text), { stream })}`);
  };
  const clear = () => {
    if (stream.isTTY) stream.write('\r\x1b[K');
  };
  const finish = () => {
    const step = current();
    if (step !== undefined) step.seconds = (performance.now() - step.startedAt) / 1000;
  };
  return {
    step(name) {
      finish();
      steps.push({ name, startedAt: performance.now(), seconds: 0 });
      if (stream.isTTY) show(`${name} …`);
      else stream.write(`${name} …\n`);
    },
    update(detail) {
      show(`${current()?.name ?? ''} … ${detail}`);
    },
    note(line) {
      clear();
      stream.write(`${toTerminalText(line)}\n`);
    },
    end() {
      finish();
      clear();
      return steps.map(({ name, seconds }) => ({ name, seconds }));
    },
  };
}

/** Where stderr is no terminal, a line so often. */
const SECONDS_BETWEEN_NOTES = 30;

/** Makes what says how far a long run is: on a terminal at once, else now and then. */
export function createUpdater(progress: Progress, stream: NodeJS.WriteStream): (detail: string) => void {
  let notedAt = performance.now();
  return (detail) => {
    progress.update(detail);
    if (stream.isTTY || performance.now() - notedAt < SECONDS_BETWEEN_NOTES * 1000) return;
    notedAt = performance.now();
    progress.note(detail);
  };
}
