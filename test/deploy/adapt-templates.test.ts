import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { synthesize } from '../lib/synthesize.ts';
import { adaptTemplates } from './adapt-templates.ts';

const folder = mkdtempSync(join(tmpdir(), 'canvas-grade-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what MiniStack gets differs from the template in alarms on metric math and in two added actions, and in nothing else', () => {
  const { template } = synthesize();
  const path = join(folder, 'prod.template.json');
  writeFileSync(path, JSON.stringify(template));
  adaptTemplates(folder);
  const adapted = JSON.parse(readFileSync(path, 'utf8')) as typeof template;

  const changed = Object.entries(template.Resources).filter(
    ([id, resource]) => JSON.stringify(resource) !== JSON.stringify(adapted.Resources[id]),
  );
  expect(changed.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
    'AccessOperator',
    'AccessReconciler',
    'ConsumerRole',
    'MonitoringAlarmsMissedChanges',
    'MonitoringAlarmsRejectedMessages',
  ]);
  const count = (text: string, part: string) => text.split(part).length - 1;
  const texts = [JSON.stringify(template), JSON.stringify(adapted)] as const;
  const added = (part: string) => count(texts[1], part) - count(texts[0], part);
  expect(added('"Effect":"Allow"')).toBe(3);
  expect(added('"dynamodb:BatchExecuteStatement"')).toBe(2);
  expect(added('"sqs:ChangeMessageVisibilityBatch"')).toBe(1);
  expect({ ...adapted, Resources: {} }).toEqual({ ...template, Resources: {} });
});
