import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../scripts/command/command-error.ts';
import { parseOptions } from '../../../scripts/dead-letters/options.ts';

const now = new Date('2024-05-06T07:08:09.123Z');
const circumstances = { directory: '/here', now, isInteractive: true };
const parse = (...args: string[]) => parseOptions(args, circumstances);

const everything = { codes: new Set(), failed: false, eventNames: new Set(), ids: new Set() };
const production = { stack: 'canvas-grade-state-prod' };

describe('parseOptions', () => {
  test('lists everything of production by default', () => {
    expect(parse('list')).toEqual({
      command: 'list',
      target: production,
      selection: everything,
      ids: false,
      json: false,
    });
  });

  test('reads a selection, whose parts may be repeated', () => {
    const args = [
      '--code',
      'invalid_json',
      '--code=row_too_large',
      '--failed',
      '--event-name',
      'e',
      '--id',
      'x',
      '--id',
      'y',
    ];

    expect(parse('redrive', '--stack', 'mine', ...args, '--dry-run', '--rate', '7')).toEqual({
      command: 'redrive',
      target: { stack: 'mine' },
      selection: {
        codes: new Set(['invalid_json', 'row_too_large']),
        failed: true,
        eventNames: new Set(['e']),
        ids: new Set(['x', 'y']),
      },
      dryRun: true,
      rate: 7,
    });
  });

  test('shows one message of the local system, without its body', () => {
    expect(parse('show', 'x', '--local')).toEqual({
      command: 'show',
      target: { local: true },
      id: 'x',
      body: false,
    });
  });

  test('purges into a new file beside where it was called, after asking', () => {
    expect(parse('purge', '--all')).toEqual({
      command: 'purge',
      target: production,
      selection: everything,
      dryRun: false,
      isConfirmed: false,
      file: '/here/dead-letters-20240506T070809Z.ndjson',
    });
    expect(parse('purge', '--all', '--file', 'copy.ndjson')).toMatchObject({ file: '/here/copy.ndjson' });
  });

  test('sends a file, or what is selected of it', () => {
    expect(parse('send', 'copy.ndjson')).toEqual({
      command: 'send',
      target: production,
      file: '/here/copy.ndjson',
      selection: everything,
      dryRun: false,
      rate: 100,
    });
    expect(parse('send', '/x', '--failed', '--dry-run', '--rate', '5')).toMatchObject({
      file: '/x',
      selection: { ...everything, failed: true },
      dryRun: true,
      rate: 5,
    });
  });

  test('names the known codes and commands, and asks which was meant', () => {
    expect(() => parse('list', '--code', 'invalid_jsn')).toThrow(
      '--code invalid_jsn: expected invalid_json, unknown_envelope, invalid_event, event_from_future, ' +
        'foreign_root_account, row_too_large. Did you mean invalid_json?',
    );
    expect(() => parse('redriv')).toThrow(
      'No command is called redriv: list, show ID, redrive, purge or send FILE. Did you mean redrive?',
    );
  });

  test('asks for help', () => {
    expect(parse('--help')).toBeUndefined();
    expect(parse('purge', '-h')).toBeUndefined();
  });

  test.each([
    ['nothing to do'],
    ['a command that is unknown', 'drop'],
    ['an option that is unknown', 'list', '--nope'],
    ['an option of another command', 'list', '--dry-run'],
    ['an argument too many', 'list', 'x'],
    ['a show of nothing', 'show'],
    ['a show of two', 'show', 'x', 'y'],
    ['a redrive without a selection', 'redrive'],
    ['a purge without a selection', 'purge', '--yes'],
    ['--all with a selection', 'redrive', '--all', '--code', 'invalid_json'],
    ['a code that there is not', 'redrive', '--code', 'invalid_jsn'],
    ['a send of nothing', 'send'],
    ['a send of two', 'send', 'a', 'b'],
    ['a send that would remove', 'send', 'a', '--yes'],
    ['no rate', 'redrive', '--all', '--rate', '0'],
    ['a rate that is no number', 'redrive', '--all', '--rate', 'fast'],
    ['two systems', 'list', '--local', '--stack', 'x'],
  ])('refuses %s', (_case, ...args) => {
    expect(() => parse(...args)).toThrow(UsageError);
  });

  test('asks before it purges, unless nobody is there or need be asked', () => {
    const parseUnattended = (...args: string[]) =>
      parseOptions(args, { ...circumstances, isInteractive: false });

    expect(() => parseUnattended('purge', '--all')).toThrow(UsageError);
    expect(parse('purge', '--all')).toMatchObject({ isConfirmed: false });
    expect(parseUnattended('purge', '--all', '--yes')).toMatchObject({ isConfirmed: true });
    expect(parseUnattended('purge', '--all', '--dry-run')).toMatchObject({ dryRun: true });
  });
});
