import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { logMessages } from '../../lambdas/consume-live-events/telemetry.ts';

test('the runbook looks for lines that the function writes, and for no others', () => {
  const text = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const looked = [...text.matchAll(/message (?:=|not like|like) "([^"]+)"/g)].map(([, message]) => message);
  const { batch, rejected, failed } = logMessages;
  expect(new Set(looked)).toEqual(new Set([batch, failed, rejected]));
});
