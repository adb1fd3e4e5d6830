import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { describe, expect, test } from '@jest/globals';
import type { BatchReport, Outcome } from '../../../lambdas/consume-live-events/process-batch.ts';
import { createReport } from '../../../lambdas/consume-live-events/report.ts';
import { sqsRecord } from '../../support/records.ts';

const empty: BatchReport = {
  outcomes: [],
  rows: 0,
  rowsWritten: 0,
  remembered: 0,
  missedChanges: 0,
  eventLags: [],
  events: [],
  ignored: [],
  drift: [],
};

type Line = Record<string, unknown>;

/** What a report prints: log lines, the metrics of all its lines in embedded metric format, and Powertools' own complaints. */
function print(batch: Partial<BatchReport>): {
  lines: Line[];
  metrics: Line[];
  complaints: string[];
  text: string;
} {
  const printed: string[] = [];
  const complaints: string[] = [];
  const write = (line: string) => {
    printed.push(line);
  };
  const sink = { ...globalThis.console, log: write, info: write, warn: write, error: write, debug: write };
  const logger = new Logger({ serviceName: 'test' });
  const complain = (message: unknown) => complaints.push(String(message));
  const complaining = { debug: complain, info: complain, warn: complain, error: complain };
  const metrics = new Metrics({ namespace: 'Test', serviceName: 'test', logger: complaining });
  Object.assign(logger, { console: sink });
  Object.assign(metrics, { console: sink });
  createReport(logger, metrics)({ ...empty, ...batch });
  const all = printed.map((line) => JSON.parse(line) as Line);
  return {
    lines: all.filter((line) => !('_aws' in line)),
    metrics: all.filter((line) => '_aws' in line),
    complaints,
    text: printed.join('\n'),
  };
}

const directive = (line: Line) => {
  const { CloudWatchMetrics } = line['_aws'] as { CloudWatchMetrics: [{ Dimensions: string[][] }] };
  return CloudWatchMetrics[0];
};

const outcome = (kind: Outcome['kind'], eventName?: string): BatchReport['outcomes'][number] => {
  const record = sqsRecord('{"secret":"body"}', eventName);
  if (kind === 'rejected')
    return {
      record,
      outcome: { kind, rejection: { code: 'invalid_event', detail: 'body.score: expected' } },
    };
  if (kind === 'failed') return { record, outcome: { kind, error: new TypeError('secret message') } };
  return { record, outcome: { kind } };
};

describe('a batch', () => {
  test('is reported in one line that counts its outcomes, rows, ignored events and unknown fields', () => {
    const { lines } = print({
      outcomes: (['applied', 'applied', 'duplicate', 'stale', 'ignored'] as const).map((kind) =>
        outcome(kind),
      ),
      rows: 3,
      rowsWritten: 2,
      missedChanges: 1,
      ignored: ['logged_in', 'logged_in', 'quiz_submitted'],
      drift: ['grade_change.body.anonymous'],
    });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'batch processed',
        records: 5,
        outcomes: { applied: 2, duplicate: 1, stale: 1, ignored: 1, rejected: 0, failed: 0 },
        rows: 3,
        rows_written: 2,
        missed_changes: 1,
        ignored_events: { logged_in: 2, quiz_submitted: 1 },
        ignored_events_more: 0,
        schema_drift: ['grade_change.body.anonymous'],
        schema_drift_more: 0,
      }),
    ]);
  });

  test('gives a count for every outcome, also when it is zero, so that silence is not success', () => {
    const { metrics } = print({
      outcomes: [outcome('applied'), outcome('rejected'), outcome('failed')],
      missedChanges: 4,
      drift: ['a', 'b'],
    });
    expect(Object.assign({}, ...metrics)).toMatchObject({
      Applied: 1,
      Duplicate: 0,
      Stale: 0,
      Ignored: 0,
      Rejected: 1,
      Failed: 1,
      MissedChange: 4,
      SchemaDrift: 2,
    });
  });

  test('gives every event lag in milliseconds, and none below zero for a clock that is ahead', () => {
    const { metrics } = print({ eventLags: Array.from({ length: 250 }, (_, index) => index - 1) });
    const lags = metrics.flatMap((line) => line['EventLag'] ?? []);
    expect(lags).toHaveLength(250);
    expect(Math.min(...(lags as number[]))).toBe(0);
    expect(JSON.stringify(metrics)).toContain('{"Name":"EventLag","Unit":"Milliseconds"}');
  });

  test.each([0, 1, 99, 100, 101, 200])(
    'with %i lags leaves nothing for Powertools to complain of',
    (count) => {
      const { complaints, metrics } = print({ eventLags: Array<number>(count).fill(5) });
      expect(complaints).toEqual([]);
      expect(metrics.filter((line) => 'Applied' in line)).toHaveLength(1);
    },
  );

  test('counts its events by name, beside the metrics that have no name', () => {
    const { metrics } = print({ events: ['grade_change', 'grade_override', 'grade_change'] });
    expect(metrics.map(({ service, event_name, Events }) => ({ service, event_name, Events }))).toEqual([
      { service: 'test', event_name: undefined, Events: undefined },
      { service: 'test', event_name: 'grade_change', Events: 2 },
      { service: 'test', event_name: 'grade_override', Events: 1 },
    ]);
    expect(metrics.map((line) => directive(line).Dimensions)).toEqual([
      [['service']],
      [['service', 'event_name']],
      [['service', 'event_name']],
    ]);
  });

  test('makes no metric of the name of an event that is ignored: its sender chooses it', () => {
    const { metrics } = print({ ignored: ['logged_in'] });
    expect(JSON.stringify(metrics)).not.toContain('logged_in');
  });
});

describe('names, which senders choose,', () => {
  const name = (index: number) => `${'x'.repeat(64)}${String(index % 100).padStart(2, '0')}`;
  const names = Array.from({ length: 90_000 }, (_, index) => `grade_change.body.${name(index)}${index}`);

  test('are listed up to fifty in a line, which says how many more there are; the metric counts all', () => {
    const { lines, metrics } = print({ ignored: names, drift: names });
    expect(lines[0]).toMatchObject({ ignored_events_more: 89_950, schema_drift_more: 89_950 });
    expect(lines[0]?.['schema_drift']).toHaveLength(50);
    expect(Object.keys(lines[0]?.['ignored_events'] as object)).toHaveLength(50);
    expect(JSON.stringify(lines[0]).length).toBeLessThan(20_000);
    expect(metrics[0]).toMatchObject({ SchemaDrift: 90_000 });
  });

  test('are listed the same whatever order they came in, of ignored events the most frequent first', () => {
    const ignored = ['b', 'c', 'a', 'c', ...names.slice(0, 60)];
    const [line] = print({ ignored, drift: names }).lines;
    const [reversed] = print({ ignored: ignored.toReversed(), drift: names.toReversed() }).lines;
    for (const list of ['ignored_events', 'schema_drift']) {
      expect(JSON.stringify(reversed?.[list])).toBe(JSON.stringify(line?.[list]));
    }
    expect(Object.keys(line?.['ignored_events'] as object).slice(0, 3)).toEqual(['c', 'a', 'b']);
  });

  test('are counted right also where every object has such a member', () => {
    const ignored = ['constructor', 'constructor', '__proto__', 'toString', 'hasOwnProperty'];
    const [line] = print({ ignored }).lines;
    const counts = Object.entries(line?.['ignored_events'] as object);
    expect(new Map(counts)).toEqual(
      new Map([
        ['constructor', 2],
        ['__proto__', 1],
        ['toString', 1],
        ['hasOwnProperty', 1],
      ]),
    );
  });
});

describe('what cannot be told', () => {
  test('of one message is said, and all else is told', () => {
    const { record } = outcome('failed');
    const error = Object.defineProperty(new Error('secret'), 'stack', {
      get: () => {
        throw new RangeError('secret');
      },
    });
    const { lines, metrics, text } = print({
      outcomes: [{ record, outcome: { kind: 'failed', error } }, outcome('rejected')],
      rows: 1,
    });
    expect(lines).toMatchObject([
      { level: 'ERROR', message: 'report failed', error: 'RangeError' },
      { message: 'message rejected' },
      { message: 'batch processed', rows: 1 },
    ]);
    expect(metrics).toMatchObject([{ Failed: 1, Rejected: 1 }]);
    expect(text).not.toContain('secret');
  });
});

describe('a rejected message', () => {
  test('is reported with its id, event name, code and detail', () => {
    const rejected = outcome('rejected', 'grade_change');
    expect(print({ outcomes: [rejected] }).lines[0]).toMatchObject({
      level: 'WARN',
      message: 'message rejected',
      message_id: rejected.record.messageId,
      event_name: 'grade_change',
      code: 'invalid_event',
      detail: 'body.score: expected',
    });
  });
});

describe('a failed message', () => {
  test('is reported with the kind and place of the error', () => {
    const failed = outcome('failed', 'grade_change');
    expect(print({ outcomes: [failed] }).lines[0]).toMatchObject({
      level: 'ERROR',
      message: 'message failed',
      message_id: failed.record.messageId,
      error: 'TypeError',
      at: expect.stringMatching(/^at .*report\.test\.ts/),
    });
  });

  test('of an AWS error has its status', () => {
    const error = Object.assign(new Error('secret'), {
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
    const { record } = outcome('failed');
    expect(print({ outcomes: [{ record, outcome: { kind: 'failed', error } }] }).lines[0]).toMatchObject({
      error: 'ThrottlingException',
      status: 400,
    });
  });

  test('of something thrown that is no error is reported all the same', () => {
    const { record } = outcome('failed');
    expect(
      print({ outcomes: [{ record, outcome: { kind: 'failed', error: 'secret' } }] }).lines[0],
    ).toMatchObject({ error: 'string' });
  });
});

describe('never printed', () => {
  test('is a body, or the message of an error', () => {
    const { text } = print({
      outcomes: (['applied', 'ignored', 'rejected', 'failed'] as const).map((kind) => outcome(kind)),
    });
    expect(text).not.toContain('secret');
  });

  test('is an event name that does not look like one', () => {
    const { text, lines } = print({ outcomes: [outcome('rejected', 'jane.doe@example.edu')] });
    expect(text).not.toContain('jane');
    expect(lines[0]).toMatchObject({ event_name: 'unprintable' });
  });

  test('is taken for a name where there is none', () => {
    expect(print({ outcomes: [outcome('rejected')] }).lines[0]).toMatchObject({ event_name: 'unnamed' });
  });
});
