import { adaptations } from './adapt-templates.ts';
import { acknowledged } from './lint-templates.ts';
import { notRun } from './steps/documents.ts';

/** What MiniStack takes and does nothing with, or does its own way, as far as was seen. */
const ofMiniStack = [
  'batches above ten messages and the batching window: MiniStack takes ten at a time, at once',
  'what the event source mapping and the log do by the role of the function: MiniStack does it by itself',
  'the role of the function in two regions: MiniStack makes up one name for both, so the first loses its own with the second',
  '`cdk deploy --revert-drift`: MiniStack finds what was changed by hand and takes nothing back',
  'point-in-time recovery by the template, expiry of rows and logs, alarms going off, key policies',
];

/** What the lane does not check although it deploys it, names it or leaves it out. */
export const notChecked: readonly string[] = [
  ...Object.values(adaptations),
  ...notRun.map(({ reason }) => reason),
  ...ofMiniStack,
  ...Object.entries(acknowledged).map(([rule, why]) => `${rule} of cfn-lint: ${why}`),
];
