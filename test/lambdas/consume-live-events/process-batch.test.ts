import { setImmediate } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { PurgeQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { createDeadLetterSender } from '../../../lambdas/consume-live-events/dead-letters.ts';
import {
  type BatchReport,
  type Dependencies,
  processBatch,
} from '../../../lambdas/consume-live-events/process-batch.ts';
import { createReport } from '../../../lambdas/consume-live-events/report.ts';
import { toItemKey } from '../../../lambdas/consume-live-events/row-item.ts';
import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { createQueue } from '../../../scripts/local/stack/create-resource.ts';
import { countCommands, createTables, openRowStore, physicalNames } from '../../support/dynamodb.ts';
import { fixture } from '../../support/fixtures.ts';
import {
  acceptAny,
  caliperEnvelope,
  caliperGraded,
  gradeChange,
  liveEvent,
  rowOf,
} from '../../support/messages.ts';
import { sqsRecord } from '../../support/records.ts';

const { signal } = new AbortController();
let engines: Engines;
let queueUrl: string;
let counts: Map<string, number>;
let store: RowStore;
let lastReport: BatchReport;
let usedIds = 0;

beforeAll(async () => {
  engines = await startEngines();
  await createTables(engines.clients.dynamodb);
  ({ url: queueUrl } = await createQueue(engines, {}, 'dead-letters'));
  counts = countCommands(engines.clients.dynamodb);
  store = openRowStore(engines.clients.dynamodb);
});
afterAll(() => engines.stop());
beforeEach(() => counts.clear());

const process = (records: readonly SQSRecord[], overrides: Partial<Dependencies> = {}, deadline = signal) =>
  processBatch(
    records,
    {
      policy: acceptAny,
      store,
      sendDeadLetter: createDeadLetterSender(engines.clients.sqs, queueUrl),
      report: (batch) => {
        lastReport = batch;
      },
      ...overrides,
    },
    deadline,
  );

/** Submission ids that no other test has used. */
const newId = () => {
  usedIds += 1;
  return `2107${String(usedIds).padStart(13, '0')}`;
};
/** A grade event that reports no other value before. */
const graded = (id: string, score: number, second = 0) =>
  gradeChange(
    { submission_id: id, score, old_score: score, old_grade: '5', old_points_possible: 10 },
    { event_time: `2026-03-02T10:00:${String(second).padStart(2, '0')}.000Z` },
  );
const kinds = () => lastReport.outcomes.map(({ outcome }) => outcome.kind);
const scoreOf = async (id: string) =>
  (await store.reload(rowOf(graded(id, 0)), signal))?.row.current.state['score'];

/** A report whose lines a test can read. */
function openReport() {
  const lines: { message?: string }[] = [];
  const logger = new Logger({ serviceName: 'test' });
  const metrics = new Metrics({ namespace: 'Test', serviceName: 'test' });
  const write = (line: string) => void lines.push(JSON.parse(line) as { message?: string });
  const sink = { ...console, log: write, info: write, warn: write, error: write };
  Object.assign(logger, { console: sink });
  Object.assign(metrics, { console: sink });
  return { lines, report: createReport(logger, metrics) };
}

async function receiveDeadLetters() {
  const { Messages = [] } = await engines.clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  await engines.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
  return Messages.map(({ Body, MessageAttributes = {} }) => ({
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  }));
}

describe('a batch of 1,000 events over 100 rows', () => {
  const ids = Array.from({ length: 100 }, newId);
  const records = Array.from({ length: 1000 }, (_, index) =>
    sqsRecord(graded(ids[index % 100] ?? '', index, Math.floor(index / 100))),
  );

  test('is saved in 100 writes, in 4 requests, after at most 2 batch reads', async () => {
    expect(await process(records)).toEqual({ batchItemFailures: [] });
    expect(counts.get('statements')).toBe(100);
    expect(counts.get('BatchExecuteStatementCommand')).toBe(4);
    expect(counts.get('BatchGetItemCommand')).toBeLessThanOrEqual(2);
    expect(counts.get('GetItemCommand')).toBeUndefined();
    expect(lastReport).toMatchObject({ rows: 100, rowsWritten: 100 });
    expect(await scoreOf(ids[7] ?? '')).toBe(907);
  });

  test('delivered again makes no write at all', async () => {
    expect(await process(records)).toEqual({ batchItemFailures: [] });
    expect(counts.get('statements')).toBeUndefined();
    expect(new Set(kinds())).toEqual(new Set(['duplicate', 'stale']));
    expect(lastReport).toMatchObject({ rows: 100, rowsWritten: 0, eventLags: [] });
  });
});

describe('an outcome', () => {
  test('is given to every message, each by itself', async () => {
    const id = newId();
    await process([sqsRecord(graded(id, 5, 5)), sqsRecord(graded(id, 4, 4))]);
    await process([
      sqsRecord(graded(id, 6, 6)),
      sqsRecord(graded(id, 5, 5)),
      sqsRecord(graded(id, 1, 1)),
      sqsRecord(liveEvent('quiz_submitted', { submission_id: id, quiz_id: '1' })),
      sqsRecord('not json'),
    ]);
    expect(kinds()).toEqual(['applied', 'duplicate', 'stale', 'ignored', 'rejected']);
    expect(await receiveDeadLetters()).toHaveLength(1);
  });

  test('of a message of several events is one', async () => {
    const urn = (id: string) => ({ object: { id: `urn:instructure:canvas:submission:${id}` } });
    const [first, second] = [newId(), newId()];
    await process([sqsRecord(caliperEnvelope(caliperGraded(urn(first))))]);
    await process([
      sqsRecord(
        caliperEnvelope(caliperGraded(urn(first)), caliperGraded(urn(second)), { type: 'ViewEvent' }),
      ),
    ]);
    expect(kinds()).toEqual(['applied']);
    await process([sqsRecord(caliperEnvelope(caliperGraded(urn(first)), caliperGraded(urn(second))))]);
    expect(kinds()).toEqual(['duplicate']);
    await process([sqsRecord(caliperEnvelope({ type: 'ViewEvent' }))]);
    expect(kinds()).toEqual(['ignored']);
  });

  test('of a message of several events is the first of applied, stale and duplicate that one of them has', async () => {
    const [first, second, third] = [newId(), newId(), newId()];
    const at = (id: string, eventTime: string) =>
      caliperGraded({ object: { id: `urn:instructure:canvas:submission:${id}` }, eventTime });
    const [earlier, later] = ['2026-03-02T10:00:01.000Z', '2026-03-02T10:00:02.000Z'];
    await process([
      sqsRecord(caliperEnvelope(at(first, later))),
      sqsRecord(caliperEnvelope(at(second, later))),
    ]);
    const copyAndLate = [at(first, later), at(second, earlier)];
    await process([sqsRecord(caliperEnvelope(...copyAndLate))]);
    expect(kinds()).toEqual(['stale']);
    await process([sqsRecord(caliperEnvelope(...copyAndLate, at(third, earlier)))]);
    expect(kinds()).toEqual(['applied']);
  });

  test('of a Caliper message goes by the name in its attribute', async () => {
    const envelope = caliperEnvelope({ ...caliperGraded(), type: 'AssignableEvent', action: 'Submitted' });
    await process([
      sqsRecord(envelope, 'plagiarism_resubmit'),
      sqsRecord(caliperEnvelope({ type: 'ViewEvent' }), 'some_new_event'),
    ]);
    expect(lastReport).toMatchObject({ events: ['plagiarism_resubmit'], ignored: ['some_new_event'] });
  });

  test('of a quiz leaves no row, in either format', async () => {
    const quiz = (name: string) => sqsRecord(fixture(name).text, 'quiz_submitted');
    await process([quiz('quiz_submitted.published'), quiz('quiz_submitted.caliper-published')]);
    expect(kinds()).toEqual(['ignored', 'ignored']);
    expect(counts.size).toBe(0);
  });
});

describe('the report', () => {
  test('counts events, rows, missed changes, unknown names and unknown fields', async () => {
    const id = newId();
    await process([sqsRecord(graded(id, 5, 1))]);
    const before = Date.now();
    const drifting = gradeChange(
      { submission_id: id, old_score: 1, anonymous: 1 },
      { event_time: '2026-03-02T10:00:02.000Z' },
    );
    await process([
      sqsRecord(drifting),
      sqsRecord(drifting),
      sqsRecord(drifting),
      sqsRecord(liveEvent('logged_in', {})),
    ]);
    expect(lastReport).toMatchObject({
      rows: 1,
      rowsWritten: 1,
      missedChanges: 1,
      events: ['grade_change', 'grade_change', 'grade_change'],
      ignored: ['logged_in'],
      drift: ['grade_change.body.anonymous'],
    });
    expect(lastReport.eventLags).toHaveLength(1);
    expect(lastReport.eventLags[0]).toBeGreaterThanOrEqual(before - Date.parse('2026-03-02T10:00:02.000Z'));
    expect(lastReport.eventLags[0]).toBeLessThanOrEqual(Date.now() - Date.parse('2026-03-02T10:00:02.000Z'));
  });

  test('is made for an empty batch too', async () => {
    expect(await process([])).toEqual({ batchItemFailures: [] });
    expect(lastReport.outcomes).toEqual([]);
  });

  test('that throws changes no answer: what is done is done', async () => {
    const [good, bad] = [sqsRecord(graded(newId(), 1)), sqsRecord('not json')];
    const response = await process([good, bad], {
      sendDeadLetter: () => Promise.reject(new Error('no such queue')),
      report: () => {
        throw new Error('no log');
      },
    });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: bad.messageId }] });
  });
});

describe('a rejected message', () => {
  const rejected = [
    ['invalid_json.truncated', 'invalid_json'],
    ['unknown_envelope.sns-notification', 'unknown_envelope'],
    ['invalid_event.submission-id-missing', 'invalid_event'],
    ['event_from_future.year-2999', 'event_from_future'],
    ['foreign_root_account.other-university', 'foreign_root_account'],
  ] as const;
  const policy = {
    ...acceptAny,
    rootAccounts: new Set([
      'rootAccountUuidOfEventsThatTestsMakeUp00',
      'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs',
    ]),
  };

  test('of each code goes to the dead-letter queue with its reason, and the good ones of its batch are applied', async () => {
    const [first, second] = [newId(), newId()];
    const bad = rejected.map(([name]) => sqsRecord(fixture(name).text, 'grade_change'));
    const response = await process([sqsRecord(graded(first, 5)), ...bad, sqsRecord(graded(second, 6))], {
      policy,
    });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(await Promise.all([scoreOf(first), scoreOf(second)])).toEqual([5, 6]);

    const deadLetters = await receiveDeadLetters();
    expect(new Set(deadLetters.map(({ attributes }) => attributes['rejection_code']))).toEqual(
      new Set(rejected.map(([, code]) => code)),
    );
    expect(deadLetters).toHaveLength(rejected.length);
    for (const { body, attributes } of deadLetters) {
      expect(bad.map((record) => record.body)).toContain(body);
      expect(attributes).toMatchObject({
        event_name: 'grade_change',
        rejection_detail: expect.stringMatching(/^[\w.]+: expected /),
      });
    }
  });

  test('keeps its attributes, as many as SQS has room for beside the reason', async () => {
    const record = sqsRecord('not json');
    record.messageAttributes = Object.fromEntries([
      ['blob', { dataType: 'Binary', binaryValue: Buffer.from('bytes').toString('base64') }],
      ...Array.from({ length: 9 }, (_, index) => [
        `a${index}`,
        { dataType: 'Number.int', stringValue: String(index) },
      ]),
    ]);
    await process([record]);
    const { Messages } = await engines.clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MessageAttributeNames: ['All'] }),
    );
    const attributes = Messages?.[0]?.MessageAttributes ?? {};
    expect(Object.keys(attributes)).toHaveLength(10);
    expect(Buffer.from(attributes['blob']?.BinaryValue ?? []).toString()).toBe('bytes');
    expect(attributes['a3']).toMatchObject({ DataType: 'Number.int', StringValue: '3' });
    await engines.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
  });

  test('is one of at most sixteen that are sent at once', async () => {
    let inFlight = 0;
    let most = 0;
    const sendDeadLetter = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await setImmediate();
      inFlight -= 1;
    };
    const records = Array.from({ length: 100 }, () => sqsRecord('not json'));
    expect(await process(records, { sendDeadLetter })).toEqual({ batchItemFailures: [] });
    expect(most).toBe(16);
  });

  test('that is too large does not keep the others of its row from being saved', async () => {
    const id = newId();
    const text = '\u6210'.repeat(58_000);
    const large = (body: object, metadata: object, second: number) =>
      sqsRecord(
        gradeChange(
          { submission_id: id, ...body },
          { event_time: `2026-03-02T10:00:0${second}.000Z`, ...metadata },
        ),
      );
    const response = await process(
      [
        large({}, { root_account_uuid: text }, 1),
        large({ grade: text }, { root_account_uuid: null }, 2),
        large({ grade: `${text}x` }, { root_account_uuid: null }, 3),
        sqsRecord(graded(id, 5, 4)),
      ],
      { sendDeadLetter: () => Promise.resolve() },
    );
    expect(response).toEqual({ batchItemFailures: [] });
    expect(kinds()).toEqual(['rejected', 'rejected', 'rejected', 'applied']);
    expect(await scoreOf(id)).toBe(5);
  });

  test('that the dead-letter queue does not take has failed: it is not deleted', async () => {
    const record = sqsRecord('not json');
    const error = new Error('no such queue');
    const response = await process([record, sqsRecord(graded(newId(), 1))], {
      sendDeadLetter: () => Promise.reject(error),
    });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: record.messageId }] });
    expect(lastReport.outcomes[0]?.outcome).toEqual({ kind: 'failed', error });
  });
});

describe('a message whose row can not be loaded or saved has failed', () => {
  const refused = new Error('refused');
  const failing = (record: SQSRecord) => ({ batchItemFailures: [{ itemIdentifier: record.messageId }] });

  test('and no other of its batch', async () => {
    const [bad, good] = [newId(), newId()];
    const save: RowStore['save'] = (row, ...rest) =>
      row.key['submission_id'] === bad ? Promise.reject(refused) : store.save(row, ...rest);
    const record = sqsRecord(graded(bad, 1));
    expect(await process([record, sqsRecord(graded(good, 2))], { store: { ...store, save } })).toEqual(
      failing(record),
    );
    expect(await scoreOf(good)).toBe(2);
    expect(lastReport.outcomes[0]?.outcome).toEqual({ kind: 'failed', error: refused });
  });

  test('with the hundred that were loaded together', async () => {
    const ids = Array.from({ length: 250 }, newId);
    const load: RowStore['load'] = (keys, ...rest) =>
      keys.some(({ key }) => key['submission_id'] === ids[120])
        ? Promise.reject(refused)
        : store.load(keys, ...rest);
    const { batchItemFailures } = await process(
      ids.map((id) => sqsRecord(graded(id, 1))),
      { store: { ...store, load } },
    );
    expect(batchItemFailures).toHaveLength(100);
    expect(kinds().filter((kind) => kind === 'applied')).toHaveLength(150);
  });

  test('with all its events, when it has several', async () => {
    const bad = newId();
    const save: RowStore['save'] = (row, ...rest) =>
      row.key['submission_id'] === bad ? Promise.reject(refused) : store.save(row, ...rest);
    const record = sqsRecord(
      caliperEnvelope(
        caliperGraded({ object: { id: `urn:instructure:canvas:submission:${newId()}` } }),
        caliperGraded({ object: { id: `urn:instructure:canvas:submission:${bad}` } }),
      ),
    );
    expect(await process([record], { store: { ...store, save } })).toEqual(failing(record));
  });

  test('when the time is up: nothing more is started', async () => {
    const records = [sqsRecord(graded(newId(), 1)), sqsRecord('not json')];
    const response = await process(records, {}, AbortSignal.abort());
    expect(response.batchItemFailures).toHaveLength(2);
    expect(counts.get('statements')).toBeUndefined();
    expect(await receiveDeadLetters()).toEqual([]);
  });

  test('when the time is up before it is sent as a dead letter, however the sender takes it', async () => {
    let sent = 0;
    const sendDeadLetter = () => {
      sent += 1;
      return Promise.resolve();
    };
    const record = sqsRecord('not json');
    expect(await process([record], { sendDeadLetter }, AbortSignal.abort())).toEqual(failing(record));
    expect(sent).toBe(0);
  });

  test('when the fault is in reading: a record that is no record', async () => {
    const record = { ...sqsRecord(''), body: null } as unknown as SQSRecord;
    expect(await process([record])).toEqual(failing(record));
  });

  test('when it has no body, and nobody else has: all others of its batch are done and reported', async () => {
    const { lines, report } = openReport();
    const [first, last] = [newId(), newId()];
    const { body: _, ...bare } = sqsRecord('');
    const record = bare as SQSRecord;
    expect(
      await process(
        [sqsRecord(graded(first, 1)), record, sqsRecord('not json'), sqsRecord(graded(last, 2))],
        { report },
      ),
    ).toEqual(failing(record));
    expect(await Promise.all([scoreOf(first), scoreOf(last)])).toEqual([1, 2]);
    expect(await receiveDeadLetters()).toHaveLength(1);
    const messages = lines.map(({ message }) => message);
    expect(messages.slice(0, 3)).toEqual(['message failed', 'message rejected', 'batch processed']);
  });
});

describe('a record without message attributes', () => {
  const bare = (body: string | object, messageAttributes: null | undefined) =>
    ({ ...sqsRecord(body), messageAttributes }) as unknown as SQSRecord;

  test.each([undefined, null])('(%s) is processed as one without a label', async (messageAttributes) => {
    const { lines, report } = openReport();
    const id = newId();
    const records = [bare(graded(id, 7), messageAttributes), bare('not json', messageAttributes)];
    expect(await process(records, { report })).toEqual({ batchItemFailures: [] });
    expect(await scoreOf(id)).toBe(7);
    expect(await receiveDeadLetters()).toEqual([
      {
        body: 'not json',
        attributes: { rejection_code: 'invalid_json', rejection_detail: 'body: expected JSON' },
      },
    ]);
    expect(lines.slice(0, 2)).toMatchObject([
      { message: 'message rejected', message_id: records[1]?.messageId, event_name: 'unnamed' },
      { message: 'batch processed', outcomes: { applied: 1, rejected: 1 } },
    ]);
  });
});

describe('a record that does not say when it was sent', () => {
  const bare = (body: string | object) => ({ ...sqsRecord(body), attributes: {} }) as unknown as SQSRecord;

  test('is applied, also when it has no attributes at all', async () => {
    const [id, other] = [newId(), newId()];
    const { attributes: _, ...without } = sqsRecord(graded(other, 8));
    expect(await process([bare(graded(id, 7)), without as SQSRecord])).toEqual({ batchItemFailures: [] });
    expect(await Promise.all([scoreOf(id), scoreOf(other)])).toEqual([7, 8]);
  });

  test('was sent by now: an event of the future is rejected all the same', async () => {
    await process([bare(fixture('event_from_future.year-2999').text)]);
    expect(lastReport.outcomes[0]?.outcome).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'event_from_future' },
    });
    expect(await receiveDeadLetters()).toHaveLength(1);
  });
});

describe('where rows are kept for a limited time', () => {
  let now: Date;
  let expiring: RowStore;
  beforeAll(() => {
    expiring = openRowStore(engines.clients.dynamodb, physicalNames, {
      retentionDays: 30,
      now: () => now,
    });
  });
  const processAt = async (time: string, ...records: SQSRecord[]) => {
    now = new Date(time);
    await process(records, { store: expiring });
  };
  const expire = (id: string) =>
    engines.clients.dynamodb.send(
      new DeleteItemCommand({
        TableName: physicalNames.submissions,
        Key: toItemKey(rowOf(graded(id, 0))),
      }),
    );

  test('a late copy of an older grade does not bring it back when the row has expired', async () => {
    const id = newId();
    const [older, newer] = [graded(id, 1, 1), graded(id, 2, 2)];
    await processAt('2026-03-02T10:00:03Z', sqsRecord(older), sqsRecord(newer));
    expect(await scoreOf(id)).toBe(2);
    await expire(id);
    await processAt('2026-04-01T10:00:02Z', sqsRecord(older), sqsRecord(newer), sqsRecord(older));
    expect(kinds()).toEqual(['stale', 'stale', 'stale']);
    expect(lastReport).toMatchObject({ rows: 1, rowsWritten: 0, missedChanges: 0, eventLags: [] });
    expect(await scoreOf(id)).toBeUndefined();
  });

  test('not even as the state before, of a row that was made again', async () => {
    const id = newId();
    const again = gradeChange(
      { submission_id: id, score: 3, old_score: 3, old_grade: '5', old_points_possible: 10 },
      { event_time: '2026-04-20T10:00:00.000Z' },
    );
    await processAt('2026-04-20T10:00:01Z', sqsRecord(graded(id, 1, 1)), sqsRecord(again));
    expect(kinds()).toEqual(['stale', 'applied']);
    expect((await store.reload(rowOf(again), signal))?.row).toMatchObject({
      current: { state: { score: 3 } },
      previous: null,
    });
  });

  test('an event is applied until a row of it would expire', async () => {
    const [kept, past] = [newId(), newId()];
    await processAt('2026-04-01T09:59:59Z', sqsRecord(graded(kept, 1)));
    await processAt('2026-04-01T10:00:00Z', sqsRecord(graded(past, 1)));
    expect(await Promise.all([scoreOf(kept), scoreOf(past)])).toEqual([1, undefined]);
  });
});

describe('a row that another consumer changes meanwhile', () => {
  test('is read again and joined', async () => {
    const id = newId();
    const load: RowStore['load'] = async (keys, ...rest) => {
      const loaded = await store.load(keys, ...rest);
      await store.save(rowOf(graded(id, 9, 9)), undefined, signal);
      return loaded;
    };
    await process([sqsRecord(graded(id, 5, 5)), sqsRecord(graded(id, 4, 4))], { store: { ...store, load } });
    expect(kinds()).toEqual(['applied', 'applied']);
    expect(await store.reload(rowOf(graded(id, 0)), signal)).toMatchObject({
      row: { current: { state: { score: 9 } }, previous: { state: { score: 5 } } },
    });
  });

  test('is not written again when the other brought the same', async () => {
    const id = newId();
    const event = graded(id, 5, 5);
    const load: RowStore['load'] = async (keys, ...rest) => {
      const loaded = await store.load(keys, ...rest);
      await store.save(rowOf(event), undefined, signal);
      return loaded;
    };
    await process([sqsRecord(event)], { store: { ...store, load } });
    expect(kinds()).toEqual(['duplicate']);
    expect(lastReport.rowsWritten).toBe(0);
  });

  test('again and again is left to a redelivery', async () => {
    let saves = 0;
    const save: RowStore['save'] = () => {
      saves += 1;
      return Promise.resolve(false);
    };
    const record = sqsRecord(graded(newId(), 5));
    expect(await process([record], { store: { ...store, save } })).toEqual({
      batchItemFailures: [{ itemIdentifier: record.messageId }],
    });
    expect(saves).toBe(10);
    expect(lastReport.outcomes[0]?.outcome).toMatchObject({
      kind: 'failed',
      error: { name: 'ContendedRowError' },
    });
  });
});
