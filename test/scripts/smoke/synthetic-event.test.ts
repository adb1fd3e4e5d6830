import { describe, expect, test } from '@jest/globals';
import { readMessage } from '../../../lambdas/consume-live-events/domain/read-message.ts';
import { madeAt, marker, syntheticEvent } from '../../../scripts/smoke/synthetic-event.ts';
import { eventAttributes } from '../../../scripts/system/event-attributes.ts';

const now = new Date('2026-03-02T10:00:00.123Z');
const event = syntheticEvent(now);
const policy = { rootAccounts: new Set<string>(), storeText: { comment: true, submission: true } };

describe('a synthetic event', () => {
  test('is valid and has no field that Canvas does not send', () => {
    const reading = readMessage({ body: event.body, eventName: event.name, sentAt: now.getTime() }, policy);

    expect(reading).toMatchObject({ ok: true, value: { ignored: [], drift: [] } });
  });

  test('has ids of a shard that no Canvas has, within 64 bits', () => {
    const ids = JSON.stringify(event.row).match(/\d{14,}/g) ?? [];

    expect(ids.length).toBeGreaterThanOrEqual(5);
    for (const id of ids) expect(BigInt(id) / 10n ** 13n).toBe(922_336n);
    expect(BigInt.asIntN(64, BigInt(event.submissionId))).toBe(BigInt(event.submissionId));
  });

  test('tells when it was made, so that no two runs meet', () => {
    expect(madeAt(event.submissionId)).toEqual(now);
    expect(syntheticEvent(new Date(now.getTime() + 1)).submissionId).not.toBe(event.submissionId);
  });

  test('carries the marker, as a root account too unless another is claimed', () => {
    expect(event.row['root_account_uuid']).toBe(marker);
    expect(syntheticEvent(now, 'ours').row).toMatchObject({
      root_account_uuid: 'ours',
      current: { assignment_name: marker },
    });
  });

  test('has the attributes of a message of Canvas', () => {
    expect(eventAttributes(event.body)).toEqual({ event_name: event.name, event_time: event.time });
  });
});
