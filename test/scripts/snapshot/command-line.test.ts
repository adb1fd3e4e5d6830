import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { createTables, outputsOfTables } from '../../support/dynamodb.ts';
import { announceIn, startCommand } from '../export/command.ts';
import { remainingKeys } from '../forget/tables.ts';
import { clientId, clientSecret, type FakeDap, startFakeDap } from './dap/fake-dap.ts';
import { type FakeCanvas, startFakeCanvas } from './graphql/fake-canvas.ts';

const token = '10070~TheTokenOfATeacher';
const fixtures = fileURLToPath(new URL('../../../fixtures/canvas-data', import.meta.url));

let engines: Engines;
let temporary: string;
let dap: FakeDap;
beforeAll(async () => {
  engines = await startEngines();
  await createTables(engines.clients.dynamodb);
  dap = await startFakeDap({ tables: await storedTables(), isSimulated: false });
});
afterAll(async () => {
  await dap.close();
  await engines.stop();
});
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'command-line-'));
  await announceIn(temporary, {
    pid: process.pid,
    stack: 'canvas-grade-state-test',
    page: 'none',
    endpoints: engines.endpoints,
    outputs: {
      LiveEventsQueueUrl: 'none',
      DeadLetterQueueUrl: 'none',
      ...outputsOfTables,
    },
  });
});
afterEach(() => rm(temporary, { recursive: true }));

async function storedTables() {
  const names = await readdir(fixtures);
  const tables = names.map(async (name) => {
    const files = await readdir(join(fixtures, name));
    const contents = await Promise.all(files.map((file) => readFile(join(fixtures, name, file))));
    return [name, contents.map((content) => gzipSync(content))] as const;
  });
  return Object.fromEntries(await Promise.all(tables));
}

/** Runs a command in a process of its own, and makes sure that it says no secret. */
async function run(command: string, args: string, variables: { readonly [name: string]: string }) {
  const { ended } = startCommand(command, [...args.split(' '), '--local', '--shard', '10070'], temporary, {
    variables,
  });
  const { status, stdout, stderr } = await ended;
  for (const secret of [token, clientSecret]) expect(`${stdout}${stderr}`).not.toContain(secret);
  return { status, stdout, stderr };
}

describe('--dap', () => {
  const settings = () => ({ DAP_API_URL: dap.url, DAP_CLIENT_ID: clientId, DAP_CLIENT_SECRET: clientSecret });

  test('fetches the files and fills the tables with them, and then nothing differs', async () => {
    const folder = join(temporary, 'files');
    await mkdir(folder);
    const backfill = await run('backfill', `--dap --cd2 ${folder} --new-rows`, settings());
    expect(backfill).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('All of them were put right.'),
    });
    const reconcile = await run('reconcile', `--cd2 ${folder}`, {});
    expect(reconcile).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Every row says what Canvas says'),
    });
  });

  test.each<[string, { readonly [name: string]: string }, RegExp]>([
    [
      'without a secret',
      { DAP_CLIENT_SECRET: '' },
      /DAP_CLIENT_SECRET: expected a value, in the environment/,
    ],
    ['with a wrong secret', { DAP_CLIENT_SECRET: 'another' }, /DAP_CLIENT_ID/],
    [
      'at an address that is not https',
      { DAP_API_URL: 'http://a.example' },
      /DAP_API_URL: expected an address/,
    ],
  ])('%s is refused, and says which variable', async (_, variables, message) => {
    const before = await remainingKeys(engines.clients.dynamodb);
    const { status, stderr } = await run('backfill', `--dap --cd2 ${join(temporary, 'no-files')}`, {
      ...settings(),
      ...variables,
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(message) });
    expect(await remainingKeys(engines.clients.dynamodb)).toEqual(before);
  });
});

describe('--canvas', () => {
  const courseOf = (viewAllGrades: boolean) => ({
    id: '777',
    permissions: { viewAllGrades, manageGrades: false },
    assignments: [
      {
        fields: { _id: '701', name: 'Essay', pointsPossible: 10, updatedAt: '2024-01-15T08:00:00Z' },
        submissions: [
          {
            _id: '7040',
            user: { _id: '7140' },
            state: 'graded',
            grade: '9',
            score: 9,
            excused: false,
            gradeHidden: false,
            postedAt: '2024-03-13T10:00:00Z',
            updatedAt: '2024-03-13T10:00:00Z',
            attempt: 1,
            submissionType: 'online_upload',
            submittedAt: '2024-03-12T20:15:00Z',
            gradedAt: '2024-03-13T10:00:00Z',
            late: false,
            missing: false,
          },
        ],
      },
    ],
    enrollments: [],
  });
  const withCanvas = async <Result>(viewAllGrades: boolean, use: (canvas: FakeCanvas) => Promise<Result>) => {
    const canvas = await startFakeCanvas({ course: courseOf(viewAllGrades), token });
    try {
      return await use(canvas);
    } finally {
      await canvas.close();
    }
  };

  test('reports that a course differs, puts it right when it is to, and finds it equal then', async () => {
    await withCanvas(true, async ({ url }) => {
      const reconcile = (options: string) =>
        run('reconcile', `--canvas ${url} --course 777 --new-rows${options}`, { CANVAS_API_TOKEN: token });
      const report = await reconcile('');
      expect(report).toMatchObject({ status: 1, stdout: expect.stringContaining('Nothing was written.') });
      const fixed = await reconcile(' --fix');
      expect(fixed).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('All of them were put right.'),
      });
      const { status, stdout } = await reconcile(' --format json');
      expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, compared: 1, equal: 1 });
    });
  });

  test.each<[string, boolean, string, RegExp]>([
    ['a token that does not see every grade', false, token, /may not view all grades of course 777/],
    ['a token that Canvas does not know', true, 'expired', /does not accept CANVAS_API_TOKEN/],
    ['no token', true, '', /CANVAS_API_TOKEN: expected an access token of Canvas, in the environment/],
  ])('refuses %s, and nothing is written', async (_, viewAllGrades, given, message) => {
    await withCanvas(viewAllGrades, async ({ url }) => {
      const before = await remainingKeys(engines.clients.dynamodb);
      const { status, stderr } = await run('reconcile', `--canvas ${url} --course 777 --fix`, {
        CANVAS_API_TOKEN: given,
      });
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(message) });
      expect(await remainingKeys(engines.clients.dynamodb)).toEqual(before);
    });
  });
});
