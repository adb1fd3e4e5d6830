import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRecord } from '../../../lambdas/consume-live-events/domain/decode.ts';
import { type FieldType, facets, type State } from '../../../lambdas/consume-live-events/domain/facets.ts';
import type { Row } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { readMessage } from '../../../lambdas/consume-live-events/domain/read-message.ts';
import {
  type IdentityName,
  identityAttributes,
} from '../../../lambdas/consume-live-events/domain/row-types.ts';
import { type BatchReport, processBatch } from '../../../lambdas/consume-live-events/process-batch.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { createTables, openRowStore } from '../../support/dynamodb.ts';
import { acceptAny, sentAt } from '../../support/messages.ts';
import { mutatedBodies } from '../../support/mutations.ts';
import { sqsRecord } from '../../support/records.ts';

const { signal } = new AbortController();
let engines: Engines;

beforeAll(async () => {
  engines = await startEngines();
  await createTables(engines.clients.dynamodb);
});
afterAll(() => engines.stop());

const id = (value: unknown) => typeof value === 'string' && /^[1-9]\d{0,18}$/.test(value);
const instant = (value: unknown) =>
  typeof value === 'string' && value.length === 24 && new Date(value).toISOString() === value;
const text = (value: unknown) => typeof value === 'string' && value.isWellFormed();
const number = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0);
const flag = (value: unknown) => typeof value === 'boolean';
const status = (value: unknown) => ['graded', 'needs_review', 'excused', 'ungraded'].includes(String(value));

type Kind = (value: unknown) => boolean;

const kindOf: { readonly [Type in FieldType]: Kind } = {
  text,
  number,
  count: Number.isSafeInteger,
  flag,
  instant,
  id,
  ids: (value) => Array.isArray(value) && value.every(id),
};

/** What the data dictionary says of every value and detail. A grade's status is one of four words. */
const kinds: { readonly [facet: string]: { readonly [name: string]: Kind } } = Object.fromEntries(
  Object.entries(facets).map(([facet, { values, details }]) => {
    const fields = Object.entries<FieldType>({ ...values, ...details });
    const narrower = facet === 'grade' ? { status } : {};
    return [
      facet,
      { ...Object.fromEntries(fields.map(([name, type]) => [name, kindOf[type]])), ...narrower },
    ];
  }),
);

/** Message attributes, of Canvas and of other senders. */
const labels = [undefined, undefined, 'grade_change', 'gradeChanged', 'quiz_submitted', '42'];

function wrongFields({ facet, key, identity, current, previous }: Row): string[] {
  const stateOf = (state: State) =>
    Object.entries(state).flatMap(([name, value]) =>
      value === null || kinds[facet]?.[name]?.(value) ? [] : [name],
    );
  const keys = Object.entries(key).filter(([name, value]) => name !== 'facet' && !id(value));
  const identities = Object.entries(identity).filter(
    ([name, { value }]) => !kindOf[identityAttributes[name as IdentityName]](value),
  );
  return [
    ...keys.map(([name]) => name),
    ...identities.map(([name]) => name),
    ...(instant(current.eventTime) ? [] : ['event_time']),
    ...stateOf(current.state),
    ...stateOf(previous?.state ?? {}),
  ];
}

describe('a message that once was good', () => {
  test('never makes a row with a field of another kind than the data dictionary says', () => {
    let accepted = 0;
    fc.assert(
      fc.property(mutatedBodies, (body) => {
        const reading = readMessage({ body, eventName: undefined, sentAt }, acceptAny);
        if (!reading.ok) return;
        accepted += reading.value.deltas.length;
        for (const { row } of reading.value.deltas) expect(wrongFields(row)).toEqual([]);
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  test('never makes a row that says something else than the message', () => {
    let compared = 0;
    fc.assert(
      fc.property(mutatedBodies, (body) => {
        const reading = readMessage({ body, eventName: undefined, sentAt }, acceptAny);
        const [delta] = reading.ok ? reading.value.deltas : [];
        if (delta?.row.current.eventName !== 'grade_change') return;
        const said = JSON.parse(body) as { metadata?: unknown; body: { [name: string]: unknown } };
        // A Caliper envelope may have been given a member `metadata` that makes it no Canvas event.
        if (!isRecord(said.metadata)) return;
        const { grade, score, points_possible: points } = delta.row.current.state;
        compared += 1;
        expect(grade).toBe((said.body['grade'] as string | null | undefined)?.toWellFormed() ?? null);
        expect(score).toBe(
          said.body['score'] === undefined || said.body['score'] === null
            ? null
            : Number(said.body['score']) + 0,
        );
        expect(points ?? null).toBe(
          said.body['points_possible'] === undefined || said.body['points_possible'] === null
            ? null
            : Number(said.body['points_possible']) + 0,
        );
        expect(delta.reported?.['grade']).toBe(
          (said.body['old_grade'] as string | null | undefined)?.toWellFormed() ?? null,
        );
      }),
      { numRuns: 5000 },
    );
    expect(compared).toBeGreaterThan(200);
  });

  test('always gets an outcome, and never one that DynamoDB refuses', async () => {
    const store = openRowStore(engines.clients.dynamodb);
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(mutatedBodies, { minLength: 10, maxLength: 30 }), async (bodies) => {
        let reported: BatchReport['outcomes'] = [];
        const sent = bodies.map((body, index) => sqsRecord(body, labels[index % labels.length]));
        const records = [...sent, ...sent.slice(0, 5)];
        const response = await processBatch(
          records,
          {
            policy: acceptAny,
            store,
            sendDeadLetter: () => Promise.resolve(),
            report: (batch) => {
              reported = batch.outcomes;
            },
          },
          signal,
        );
        expect(response).toEqual({ batchItemFailures: [] });
        expect(reported).toHaveLength(records.length);
        for (const { outcome } of reported) seen.add(outcome.kind);
      }),
      { numRuns: 60 },
    );
    expect([...seen]).toEqual(expect.arrayContaining(['applied', 'rejected', 'ignored', 'duplicate']));
  });
});
