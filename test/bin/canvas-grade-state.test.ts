import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const out = mkdtempSync(join(tmpdir(), 'canvas-grade-state-'));
afterAll(() => rmSync(out, { recursive: true }));

/** Runs the app as the CDK command line does, without credentials, account or region. */
const run = (settings: Record<string, string>, outdir: string) => {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: object };
  return spawnSync(process.execPath, ['bin/canvas-grade-state.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:enable-asset-metadata': true, ...settings }),
    },
  });
};

test('a wrong setting ends with its sentence and status 1, without a stack trace', () => {
  const { status, stderr } = run({ name: 'Prod', batchSize: 'x' }, join(out, 'wrong'));

  expect(status).toBe(1);
  expect(stderr).toMatch(/^Wrong configuration .*\n {2}name is "Prod"; .*\n {2}batchSize is "x"; .*\n$/);
});

test('the app bundles one file, that loads with the environment the stack gives it', () => {
  const assembly = join(out, 'beta');
  const { status, stderr } = run({ name: 'beta' }, assembly);
  expect({ status, failure: status === 0 ? '' : stderr }).toEqual({ status: 0, failure: '' });

  const { Resources } = JSON.parse(
    readFileSync(join(assembly, 'canvas-grade-state-beta.template.json'), 'utf8'),
  ) as { Resources: Record<string, { Type: string }> };
  const consumer = Object.values(Resources).find(
    ({ Type }) => Type === 'AWS::Lambda::Function',
  ) as unknown as {
    Properties: { Environment: { Variables: Record<string, unknown> } };
    Metadata: { 'aws:asset:path': string };
  };
  const asset = join(assembly, consumer.Metadata['aws:asset:path']);
  const variables = Object.entries(consumer.Properties.Environment.Variables).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : 'https://sqs.test/1/name',
  ]);
  expect(readdirSync(asset)).toEqual(['index.mjs']);

  const loaded = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `console.log(typeof (await import(${JSON.stringify(join(asset, 'index.mjs'))})).handler)`,
    ],
    { encoding: 'utf8', env: { AWS_REGION: 'us-east-1', ...Object.fromEntries(variables) } },
  );
  expect(loaded).toMatchObject({ status: 0, stdout: 'function\n', stderr: '' });
});
