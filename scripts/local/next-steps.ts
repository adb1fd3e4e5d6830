import { relative } from 'node:path';
import { align, type Paint } from '../command/text.ts';

const steps = [
  ['your own events', 'npx grade-state local --events FILE'],
  ['every row and reason', 'npx grade-state local --rows'],
  ['keep it running, with a page', 'npx grade-state local --keep'],
  ['then ask, in another terminal', 'npx grade-state grades changes --since 2019-01-01 --local'],
  ['the tests', 'npm test'],
];

/** Says what to try after a first run. */
export function describeNextSteps(paint: Paint): string {
  return [paint('bold', 'Next'), ...align(steps).map((line) => `  ${line}`)].join('\n');
}

/** Makes a shortener of paths: relative to the first of the folders that they are below, else as they are. */
export function shortenerFrom(folders: readonly string[]): (path: string) => string {
  return (path) => {
    const folder = folders.find((each) => path.startsWith(`${each}/`));
    return folder === undefined ? path : relative(folder, path);
  };
}
