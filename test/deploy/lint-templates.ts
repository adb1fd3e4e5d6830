import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../lib/config.ts';
import { stackOf } from '../lib/stacks.ts';
import { run } from './run.ts';
import { toolPath } from './tools.ts';

/** Values of a setting that make other resources, or other properties of them; one value where it only fills one in. */
const values: { readonly [Setting in keyof Config]-?: readonly unknown[] } = {
  name: ['prod'],
  rootAccounts: [undefined],
  retentionDays: [undefined],
  history: [undefined, false],
  historyDays: [undefined],
  storeText: [undefined],
  removalPolicy: ['retain', 'destroy'],
  senderAccount: [undefined],
  alarmEmail: [undefined, 'on-call@example.edu'],
  runbookUrl: [undefined],
  silenceHours: [24, 0],
  queueKey: [
    undefined,
    'create',
    'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ],
  batchSize: [undefined],
  batchingWindowSeconds: [undefined],
  maxConcurrency: [undefined],
};

/** Where Canvas is hosted. What they differ in, the template with most resources shows. */
const regions = [
  'us-east-1',
  'ca-central-1',
  'eu-west-1',
  'eu-central-1',
  'ap-southeast-1',
  'ap-southeast-2',
];

/** What is not an error, and why. */
export const acknowledged = {
  W3005: 'the CDK lets a function depend on its role by name as well as by reference, which is the same',
} as const;

/** Checks the template of every combination of settings against the schemas of AWS's own resources, in one region. */
export async function lintTemplates(directory: string, signal: AbortSignal): Promise<string> {
  const startedAt = performance.now();
  const folder = join(directory, 'templates');
  await mkdir(folder);
  const combinations = Object.entries(values).reduce<Record<string, unknown>[]>(
    (combined, [setting, each]) =>
      combined.flatMap((settings) =>
        each.map((value) => (value === undefined ? settings : { ...settings, [setting]: value })),
      ),
    [{}],
  );
  const files: { readonly name: string; readonly size: number }[] = [];
  for (const [i, settings] of combinations.entries()) {
    signal.throwIfAborted();
    const text = JSON.stringify(stackOf(settings).template);
    const name = `${i}.json`;
    await writeFile(join(folder, name), text);
    files.push({ name, size: text.length });
  }
  signal.throwIfAborted();
  const ignored = Object.keys(acknowledged);
  const lint = (names: readonly string[], inRegions: readonly string[]) =>
    run(['cfn-lint', '--regions', ...inRegions, '--ignore-checks', ...ignored, '--', ...names], {
      environment: { PATH: toolPath, HOME: directory },
      directory: folder,
      timeoutSeconds: 600,
    });
  const [fullest] = files.toSorted((a, b) => b.size - a.size);
  await lint([fullest?.name ?? ''], regions);
  await lint(
    files.map(({ name }) => name),
    regions.slice(0, 1),
  );
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return `${combinations.length} templates, the fullest in ${regions.length} regions: no error, no warning but ${ignored.join(', ')} (${seconds} s, beside the rest)`;
}
