import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DuckDb } from '../../scripts/flat-files/open-duckdb.ts';
import { runExport } from '../../scripts/flat-files/run-export.ts';
import { type Engines, startEngines } from '../../scripts/local/engines/engines.ts';
import { openDatabase } from '../../scripts/sql/open-database.ts';
import { type Stack, startStack } from '../scripts/grades/stack.ts';
import { storeFixtures } from '../scripts/reader/stored-fixtures.ts';
import { answerTo } from '../scripts/sql/exported.ts';
import { physicalNames } from '../support/dynamodb.ts';
import { createCanvasData, createExportTables } from './export-tables.ts';
import { python, runCommand, shell } from './programs.ts';
import { type Language, readDocument } from './snippets.ts';

/*
 * Runs every snippet and every command of the data dictionary, as it stands there, over rows made of the
 * fixtures. A snippet that is added is run too.
 */
const dictionary = readDocument('data-dictionary.md');

let engines: Engines;
let stack: Stack;
let duckdb: DuckDBConnection;
/** What `npm run sql` asks: an export of the same rows, with Canvas Data 2 beside it. */
let database: DuckDb;
let folder: string;

beforeAll(async () => {
  engines = await startEngines();
  await storeFixtures(engines.clients.dynamodb);
  stack = await startStack(engines.endpoints.dynamodb);
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await createExportTables(duckdb, engines.clients.dynamodb);
  await createCanvasData(duckdb);

  folder = await mkdtemp(join(tmpdir(), 'dictionary-'));
  const { signal } = new AbortController();
  await runExport(
    { name: 'canvas-grade-state-prod', dynamodb: engines.clients.dynamodb, physicalNames },
    {
      folder: join(folder, 'rows'),
      format: 'parquet',
      segments: 1,
      rate: 100_000,
      force: false,
      withHistory: true,
    },
    { note: () => {}, update: () => {}, signal },
  );
  const path = join(folder, 'submissions.parquet');
  await duckdb.run(`COPY canvas.submissions TO '${path}' (FORMAT parquet)`);
  database = await openDatabase({
    folder: join(folder, 'rows'),
    extras: [{ name: 'canvas.submissions', path }],
    overflow: join(folder, 'overflow'),
    signal,
  });
});
afterAll(async () => {
  database.close();
  await rm(folder, { recursive: true });
  duckdb.closeSync();
  await stack.stop();
  await engines.stop();
});

const snippetsIn = (language: Language) => {
  const snippets = dictionary.snippets.filter((snippet) => snippet.language === language);
  return snippets.map((snippet) => [`${snippet.heading}, ${snippet.number}`, snippet] as const);
};

/** What every answer has that found a row. */
const globalId = /\d{16,19}/;

describe(`the shell snippet (${shell.name})`, () => {
  test.each(snippetsIn('sh'))('%s finds rows', async (_, snippet) => {
    expect(await shell.run(dictionary, snippet, stack.environment)).toMatch(globalId);
  });
});

describe(`the Python snippet (${python?.name ?? 'no Python here: not run'})`, () => {
  const each = python === undefined ? test.skip.each : test.each;
  each(snippetsIn('python'))('%s finds rows', async (_, snippet) => {
    expect(await python?.run(dictionary, snippet, stack.environment)).toMatch(globalId);
  });
});

describe('the SQL snippet', () => {
  test.each(snippetsIn('sql'))('%s finds rows', async (_, { text }) => {
    const reader = await duckdb.runAndReadAll(text);
    expect(reader.getRowsJson()).not.toEqual([]);
    expect(JSON.stringify(reader.getRowsJson())).toMatch(globalId);
  });

  test.each(snippetsIn('sql'))('%s finds rows word for word in npm run sql', async (_, { text }) => {
    expect(JSON.stringify(await answerTo(database, text))).toMatch(globalId);
  });
});

describe('the command', () => {
  const commands = [...new Set(dictionary.commands)];
  const isOfGrades = (command: string) => /^npm run (--silent )?grades -- /.test(command);

  test.each(commands.filter(isOfGrades))('%s finds rows', async (command) => {
    expect(await runCommand(command, stack.environment)).toMatch(globalId);
  });

  test.each(commands.filter((command) => !isOfGrades(command)))('%s is one of this project', (command) => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    expect(Object.keys(scripts)).toContain(command.split(' ')[2]);
  });
});

describe('the data dictionary', () => {
  test('has a command, and a snippet in each language, for every question of its table', () => {
    const questions = [...dictionary.text.matchAll(/^\| \[([^\]]+)\]\(#.*`(npm run grades -- .*)` \|$/gm)];
    expect(questions.length).toBeGreaterThan(10);
    for (const [, question] of questions) {
      const snippets = dictionary.snippets.filter(({ heading }) => heading === question);
      expect([question, ...snippets.map(({ language }) => language)]).toEqual([
        question,
        'sh',
        'python',
        'sql',
      ]);
    }
  });

  test('links only to what exists', () => {
    const anchors = dictionary.headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 _-]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, target = ''] of dictionary.text.matchAll(/\]\(([^)]+)\)/g)) {
      const [file, anchor] = target.split('#');
      if (file) expect([target, existsSync(`docs/${file}`)]).toEqual([target, true]);
      else expect(anchors).toContain(anchor);
    }
  });
});
