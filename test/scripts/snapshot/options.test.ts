import { describe, expect, test } from '@jest/globals';
import { type CommandName, parseOptions } from '../../../scripts/snapshot/options.ts';

const parse = (args: string, command: CommandName = 'reconcile', env = {}) =>
  parseOptions(command, args.split(' '), '/home/me', env);
const files = '--cd2 files --shard 10070';

describe('the command line', () => {
  test('names files, with the defaults of everything else', () => {
    expect(parse(files)).toEqual({
      target: { stack: 'canvas-grade-state-prod' },
      origin: {
        kind: 'canvas data',
        folder: '/home/me/files',
        isFetched: false,
        shard: '10070',
        facets: ['grade', 'override', 'course_score'],
      },
      isWriting: false,
      allowsNewRows: false,
      looksForUnknown: false,
      rate: 1000,
      format: 'text',
      checkpoint: null,
    });
  });

  test.each<[string, CommandName, boolean]>([
    [files, 'backfill', true],
    [`${files} --dry-run`, 'backfill', false],
    [files, 'reconcile', false],
    [`${files} --fix`, 'reconcile', true],
  ])('%s of %s writes: %s', (args, command, isWriting) => {
    expect(parse(args, command)).toMatchObject({ isWriting });
  });

  test.each([
    ['--dap --shard 1', { kind: 'canvas data', folder: '/home/me/canvas-data', isFetched: true }],
    ['--dap --cd2 x --shard 1', { folder: '/home/me/x', isFetched: true }],
    [`${files} --facets grade,comment`, { facets: ['grade', 'comment'] }],
    ['--lines a --lines -', { kind: 'lines', paths: ['/home/me/a', '-'], notAfter: null }],
    ['--lines a --not-after 2026-03-01T08:00:00+01:00', { notAfter: '2026-03-01T07:00:00.000Z' }],
    [
      '--canvas https://school.instructure.com --course 106 --shard 1',
      {
        kind: 'course',
        canvas: 'https://school.instructure.com',
        course: '106',
        shard: '1',
        facets: ['grade', 'course_score'],
      },
    ],
  ])('%s says where to read', (args, origin) => {
    expect(parse(args)).toMatchObject({ origin });
  });

  test('takes the shard from the environment where the option does not say it', () => {
    const env = { CANVAS_SHARD: '7' };
    expect(parse('--cd2 files', 'reconcile', env)).toMatchObject({ origin: { shard: '7' } });
    expect(parse(files, 'reconcile', env)).toMatchObject({ origin: { shard: '10070' } });
  });

  test('asks for help', () => expect(parse('--help')).toBeUndefined());

  test.each<[string, RegExp, CommandName?]>([
    ['--fix', /one source/],
    ['--lines a --cd2 b', /one source/],
    ['--cd2 files', /--shard: expected the shard/],
    ['--cd2 files --shard 0', /--shard: expected the shard/],
    ['--canvas https://school.instructure.com --shard 1', /need each other/],
    ['--lines a --facets grade', /there is no --facets/],
    ['--lines a --shard 1', /there is no --shard/],
    ['--lines a --unknown', /--unknown is for --cd2 and --dap/],
    [`${files} --not-after 2026-03-01T08:00:00Z`, /there is no --not-after/],
    ['--lines a --not-after 2026-03-01', /an instant with an offset/],
    [`${files} --facets grade,grades`, /--facets grades: expected grade, override/],
    ['--canvas https://a.b --course 1 --shard 1 --facets override', /expected grade, course_score/],
    [`${files} --rate 0`, /--rate 0/],
    [`${files} --rate 100001`, /--rate 100001/],
    [`${files} --format csv`, /expected text, json/],
    [`${files} --dry-run`, /reconcile has no option --dry-run/],
    [`${files} --fix`, /backfill has no option --fix/, 'backfill'],
    [`${files} --local --stack x`, /exclude each other/],
  ])('refuses %s', (args, message, command = 'reconcile') => {
    expect(() => parse(args, command)).toThrow(message);
  });
});
