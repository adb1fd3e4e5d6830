import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { fnv1a, mulberry32 } from '../../../scripts/local/messages/shuffle.ts';
import { projectRoot } from '../../../scripts/local/stack/synthesize.ts';
import type { System } from '../../../scripts/system/connect.ts';
import type { RunningSystem } from '../../../scripts/system/running-system.ts';
import { outputsOfTables } from '../../support/dynamodb.ts';
import {
  type Attributes,
  asShown,
  attributesOfEveryType,
  createSystem,
  endVisibilityTimeouts,
  fail,
  lookInto,
  type QueueMessage,
  reject,
} from './dead-letter-queues.ts';
import { type Passage, type SqsProxy, startSqsProxy } from './sqs-proxy.ts';

type Requests = {
  /** Since the command was started. */
  count: number;
  /** What happens to each, given its number from 1. */
  handle: (passage: Passage, number: number) => Promise<void>;
};

/** A system that the real command finds, with a proxy between the two. */
type Site = {
  readonly system: System;
  readonly proxy: SqsProxy;
  readonly requests: Requests;
  /** For temporary files, where the command looks for the local system. */
  readonly folder: string;
};

const letters = 40;
const node = ['--disable-warning=ExperimentalWarning'];

let engines: Engines;
const sites: Site[] = [];

beforeAll(async () => {
  engines = await startEngines();
});

afterAll(async () => {
  await Promise.all(
    sites.map(async ({ proxy, folder }) => {
      await proxy.stop();
      await rm(folder, { recursive: true });
    }),
  );
  await engines.stop();
});

async function openSite(): Promise<Site> {
  const system = await createSystem(engines);
  const requests: Requests = { count: 0, handle: async (passage) => passage.pass() };
  const proxy = await startSqsProxy(engines.endpoints.sqs, (passage) => {
    requests.count += 1;
    return requests.handle(passage, requests.count);
  });
  const site = { system, proxy, requests, folder: await mkdtemp(join(tmpdir(), 'dead-letters-')) };
  sites.push(site);
  await announce(site, {
    page: '',
    pid: process.pid,
    stack: system.name,
    endpoints: { ...engines.endpoints, sqs: proxy.endpoint },
    outputs: {
      LiveEventsQueueUrl: system.queueUrl,
      DeadLetterQueueUrl: system.deadLetterQueueUrl,
      ...outputsOfTables,
    },
  });
  return site;
}

/** In a process of its own, since the place of the announcement is that of temporary files. */
async function announce(site: Site, running: RunningSystem): Promise<void> {
  const module = join(projectRoot, 'scripts', 'system', 'running-system.ts');
  const code = `import { announce } from ${JSON.stringify(module)}; await announce(${JSON.stringify(running)});`;
  const child = start(site, ['--input-type=module', '--eval', code]);
  expect(await once(child, 'exit')).toEqual([0, null]);
}

function start({ folder }: Site, args: readonly string[]): ChildProcess {
  const env = { ...process.env, TMPDIR: folder };
  return spawn(process.execPath, [...node, ...args], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function command(site: Site, ...args: string[]): ChildProcess {
  site.requests.count = 0;
  return start(site, ['scripts/dead-letters/command.ts', ...args, '--local']);
}

/** Every other one was rejected; the others failed. */
async function fill({ system }: Site): Promise<Map<string, Attributes>> {
  const originals = new Map<string, Attributes>();
  for (let i = 0; i < letters; i += 1) {
    const body = `{"number":${i}}`;
    const attributes = i % 4 < 2 ? attributesOfEveryType : {};
    originals.set(body, attributes);
    await (i % 2 === 0 ? reject(system, body, attributes) : fail(system, body, attributes));
  }
  return originals;
}

async function messagesIn(url: string): Promise<QueueMessage[]> {
  const { visible, held } = await lookInto(url);
  return [...visible, ...held.map(({ message }) => message)];
}

function withoutReason(attributes: QueueMessage['messageAttributes']): QueueMessage['messageAttributes'] {
  const { rejection_code: _, rejection_detail: __, ...originals } = attributes;
  return originals;
}

/** Finds each message in one queue or the other, as it came, and tells how many copies there are. */
async function expectNothingLost({ system }: Site, originals: Map<string, Attributes>): Promise<number> {
  const sent = await messagesIn(system.queueUrl);
  const left = await messagesIn(system.deadLetterQueueUrl);
  for (const message of sent) {
    expect(message.messageAttributes).toEqual(asShown(originals.get(message.body) ?? {}));
  }
  for (const { body, messageAttributes } of left) {
    expect(withoutReason(messageAttributes)).toEqual(asShown(originals.get(body) ?? {}));
  }
  const bodies = [...sent, ...left].map(({ body }) => body).sort();
  const different = [...new Set(bodies)];
  expect(different).toEqual([...originals.keys()].sort());
  return bodies.length - different.length;
}

const redriveAll = ['redrive', '--all', '--rate', '2000'];

/** Kills a redrive at a request, before or after SQS has carried that one out. */
async function killRedriveAt(site: Site, request: number, isCarriedOut: boolean): Promise<void> {
  const child = command(site, ...redriveAll);
  site.requests.handle = async (passage, number) => {
    if (number !== request) return passage.pass();
    if (isCarriedOut) await passage.passInVain();
    child.kill('SIGKILL');
    if (!isCarriedOut) passage.drop();
    return undefined;
  };
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  await site.proxy.idle();
}

describe('a redrive', () => {
  test('that is killed at 20 random points loses nothing, and the next one ends it', async () => {
    const random = mulberry32(fnv1a('killed'));
    // At least: 4 receives bring 40 letters, the queue is counted before and after, each letter is sent and removed.
    const points = Array.from({ length: 20 }, () => ({
      request: 1 + Math.floor(random() * (4 + 2 + 2 * letters - 1)),
      isCarriedOut: random() < 0.5,
    }));

    const lane = async (points: readonly { request: number; isCarriedOut: boolean }[]) => {
      const site = await openSite();
      for (const [i, { request, isCarriedOut }] of points.entries()) {
        for (const QueueUrl of [site.system.queueUrl, site.system.deadLetterQueueUrl]) {
          await site.system.sqs.send(new PurgeQueueCommand({ QueueUrl }));
        }
        const originals = await fill(site);

        await killRedriveAt(site, request, isCarriedOut);

        await expectNothingLost(site, originals);
        await endVisibilityTimeouts(site.system);
        if (i < points.length - 1) continue;
        site.requests.handle = async (passage) => passage.pass();
        expect(await once(command(site, ...redriveAll), 'exit')).toEqual([0, null]);
        await expectNothingLost(site, originals);
        expect(await messagesIn(site.system.deadLetterQueueUrl)).toEqual([]);
      }
    };
    await Promise.all([lane(points.slice(0, 10)), lane(points.slice(10))]);
  });

  test.each([
    ['while it looks', 2],
    ['while it sends', 40],
  ])('that gets Ctrl-C %s releases what it holds', async (_case, request) => {
    const site = await openSite();
    const originals = await fill(site);
    const child = command(site, ...redriveAll);
    site.requests.handle = async (passage, number) => {
      if (number === request) child.kill('SIGINT');
      await passage.pass();
    };

    expect(await once(child, 'exit')).toEqual([130, null]);

    expect(await expectNothingLost(site, originals)).toBe(0);
    expect((await lookInto(site.system.deadLetterQueueUrl)).held).toEqual([]);
  });
});

describe('the command', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });

  test.each([
    ['an option that is unknown', ['list', '--nope'], 2, /--nope/],
    ['a redrive of nothing in particular', ['redrive'], 2, /--all for everything/],
    ['a purge with nobody to ask', ['purge', '--all'], 2, /Give --yes/],
    ['a code that there is not', ['redrive', '--code', 'x'], 2, /expected invalid_json, /],
    ['no selected message', ['redrive', '--code', 'row_too_large'], 0, /^$/],
  ])('ends with the status that says so after %s', async (_case, args, status, complaint) => {
    const child = command(site, ...args);
    const told = text(child.stderr ?? process.stdin);

    expect(await once(child, 'exit')).toEqual([status, null]);
    expect((await told).replace('look …\n', '')).toMatch(complaint);
  });

  test('says that no local system is up', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dead-letters-'));
    const child = start({ folder } as Site, ['scripts/dead-letters/command.ts', 'list', '--local']);
    const told = text(child.stderr ?? process.stdin);

    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(await told).toMatch(/^No local system is up\. Start one with: npm run local -- --keep\n$/);
    await rm(folder, { recursive: true });
  });
});
