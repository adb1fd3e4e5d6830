import { expect, test } from '@jest/globals';
import { readJsonBlock, readShellDocument } from './documents.ts';
import { commandsToRun, lanePaths, selectCommands } from './steps/documents.ts';

const { setUp, commands } = readShellDocument('docs/runbook.md');
const find = (part: string) => commands.filter(({ text }) => text.includes(part)).map(({ text }) => text);

test('the set-up of the runbook is its first block, and no command', () => {
  expect(setUp).toMatch(/^NAME=prod; STACK=/);
  expect(find('output() {')).toEqual([]);
});

test('a command is read with all its lines, its heredoc and its heading', () => {
  expect(find('get-queue-attributes')[0]).toMatch(/^aws sqs .*\\\n.*NotVisible$/);
  expect(find('TABLE=submissions')[0]).toMatch(/^TABLE=submissions [\s\S]*<<'END'\n[\s\S]*\nEND$/);
  expect(commands.find(({ text }) => text.includes('--no-enabled'))?.heading).toBe('Kill switch');
});

test('commands inside of a sentence are read too', () => {
  expect(find('delete-function-concurrency')).toEqual([
    'aws lambda delete-function-concurrency --function-name "$STACK"',
  ]);
});

test('every shell command is whole: its quotes are closed and it does not continue', () => {
  for (const { text } of commands) expect(text).not.toMatch(/\\$/);
});

test('the policy of the deployer is read from the document that describes it', () => {
  expect(JSON.parse(readJsonBlock('docs/deploy.md', 'What the deployer may do'))).toMatchObject({
    Statement: [{ Action: 'sts:AssumeRole' }],
  });
  expect(() => readJsonBlock('docs/deploy.md', 'Nothing')).toThrow('no JSON block under "Nothing"');
});

test('every command of the documents is run on a deployed stack, or known to be left out', () => {
  const commands = lanePaths.flatMap(commandsToRun).map(({ text }) => text);
  expect(commands).toContain('output DashboardName');
  expect(commands.filter((text) => /(cdk|smoke|reconcile|npm ci)/.test(text))).toEqual([]);
});

test('a command that nothing runs is an error', () => {
  expect(() => selectCommands([{ heading: 'New', text: 'npm run newest' }])).toThrow(
    'New: nothing runs "npm run newest".',
  );
});
