import { expect, test } from '@jest/globals';
import { UsageError } from '../../../scripts/command/command-error.ts';
import { parseOptions } from '../../../scripts/dashboard/options.ts';

test('a path is meant from where the command was called', () => {
  expect(
    parseOptions(['--preview', 'd.html', '-c', 'name=beta', '--context', 'batchSize=10'], '/called'),
  ).toEqual({
    preview: '/called/d.html',
    context: ['name=beta', 'batchSize=10'],
  });
});

test('help is help', () => {
  expect(parseOptions(['--help'], '/')).toBeUndefined();
});

test.each([[[]], [['--preview']], [['--open']], [['d.html']]])('%j is refused', (args: string[]) => {
  expect(() => parseOptions(args, '/')).toThrow(UsageError);
});
