import { expect, test } from '@jest/globals';
import { logMessages } from '../../lambdas/consume-live-events/telemetry.ts';
import { readDocument } from './snippets.ts';

test('the runbook looks for lines that the function writes, and for no others', () => {
  const { text } = readDocument('runbook.md');
  const looked = [...text.matchAll(/message (?:=|not like|like) "([^"]+)"/g)].map(
    ([, message = '']) => message,
  );
  const { batch, rejected, failed } = logMessages;
  expect(new Set(looked)).toEqual(new Set([batch, failed, rejected]));
});
