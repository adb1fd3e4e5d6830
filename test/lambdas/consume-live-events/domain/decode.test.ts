import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decode } from '../../../../lambdas/consume-live-events/domain/decode.ts';
import { caliperEnvelope, gradeChange } from '../../../support/messages.ts';

const ENVELOPE = 'body: expected {metadata, body} or a Caliper 1.1 envelope with events';

describe('a body', () => {
  test.each(['', '{', 'not json', '{"a":1}x', '\u0000', 'NaN', "{'a':1}"])(
    'that is not JSON is invalid_json: %p',
    (text) => {
      expect(decode(text)).toEqual({
        ok: false,
        rejection: { code: 'invalid_json', detail: 'body: expected JSON' },
      });
    },
  );

  test.each([
    ['null', null],
    ['a number', 1],
    ['text', 'grade_change'],
    ['a list', [{ metadata: {}, body: {} }]],
    ['an empty object', {}],
    ['a notification of SNS', { Type: 'Notification', Message: '{}' }],
    ['metadata that is a list', { metadata: [], body: {} }],
    ['metadata that is null', { metadata: null, body: {} }],
    ['a Caliper envelope without events', caliperEnvelope()],
    [
      'a Caliper envelope of another version',
      { ...caliperEnvelope({}), dataVersion: 'http://purl.imsglobal.org/ctx/caliper/v1p2' },
    ],
    ['a Caliper envelope whose data is no list', { ...caliperEnvelope(), data: {} }],
  ])('of another envelope is unknown_envelope: %s', (_, body) => {
    expect(decode(JSON.stringify(body))).toMatchObject({
      ok: false,
      rejection: { code: 'unknown_envelope' },
    });
  });

  test('in Canvas format gives metadata and body, whatever stands beside them', () => {
    const text = '{"metadata":{"event_name":"x"},"body":[1],"subscription":{"id":"1"}}';
    expect(decode(text)).toEqual({
      ok: true,
      value: { format: 'canvas', metadata: { event_name: 'x' }, body: [1] },
    });
  });

  test('in Caliper format gives its events', () => {
    expect(decode(JSON.stringify(caliperEnvelope(1, 2)))).toEqual({
      ok: true,
      value: { format: 'caliper', events: [1, 2] },
    });
  });
});

describe('a body that is something else around an event is told as what it is', () => {
  const event = JSON.stringify(gradeChange());
  const base64 = Buffer.from(event).toString('base64');
  const token = ['{"alg":"RS256"}', event, 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
  const pointer = { s3BucketName: 'large-messages', s3Key: '6b8b4567' };

  test.each([
    ['an SNS notification', JSON.stringify({ Type: 'Notification', TopicArn: 'arn', Message: event })],
    ['an EventBridge event', JSON.stringify({ version: '0', 'detail-type': 'x', detail: gradeChange() })],
    ['a JWT', token],
    ['a JWT', `${token}\n`],
    ['a JWT', JSON.stringify(token)],
    ['base64 text', base64],
    ['base64 text', base64.replaceAll(/.{76}/g, '$&\r\n')],
    ['base64 text', Buffer.from(JSON.stringify(gradeChange(), null, 2)).toString('base64url')],
    ['base64 text', JSON.stringify(base64)],
    ['base64 text', gzipSync(event).toString('base64')],
    ['a pointer of the SQS extended client', JSON.stringify(['PayloadS3Pointer', pointer])],
    ['a pointer of the SQS extended client', JSON.stringify(pointer)],
    ['JSON in JSON', JSON.stringify(event)],
    ['JSON in JSON', JSON.stringify(` [${event}]`)],
  ])('%s', (kind, text) => {
    expect(decode(text)).toEqual({
      ok: false,
      rejection: { code: 'unknown_envelope', detail: `${ENVELOPE}, got ${kind}` },
    });
  });

  test('and as nothing in particular where it looks like none of these', () => {
    const unknown = [
      null,
      7,
      'grade_change',
      [event],
      [['s3BucketName']],
      { Message: event },
      { detail: {} },
    ];
    for (const json of unknown) expect(detailOf(JSON.stringify(json))).toBe(ENVELOPE);
    for (const text of ['eyes.on.you', 'canvas.example.edu', 'eyJhbGci', 'H4sI am'])
      expect(detailOf(text)).toBe('body: expected JSON');
  });

  test('without quoting anything of it', () => {
    const details = new Set<string>();
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => JSON.stringify(json)),
      fc.base64String().map((text) => `eyJ${text}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const detail = detailOf(text);
        if (detail !== undefined) details.add(detail);
      }),
      { numRuns: 2000 },
    );
    expect([...details].toSorted()).toEqual([
      'body: expected JSON',
      ENVELOPE,
      `${ENVELOPE}, got JSON in JSON`,
      `${ENVELOPE}, got base64 text`,
    ]);
  });
});

test('a byte order mark before the body is skipped', () => {
  const text = JSON.stringify(gradeChange());
  expect(decode(`\ufeff${text}`)).toEqual(decode(text));
  expect(detailOf('\ufeff')).toBe('body: expected JSON');
  expect(detailOf(`\ufeff\ufeff${text}`)).toBe('body: expected JSON');
});

describe('an integer of 16 digits or more', () => {
  test.each(['21070000000011086', ' 21070000000011086 ', '\n21070000000011086\n'])(
    'is read exactly: %p',
    (digits) => {
      expect(bodyOf(`{"metadata":{},"body":{"id":${digits},"ids":[1,${digits}]}}`)).toEqual({
        id: 21070000000011086n,
        ids: [1, 21070000000011086n],
      });
    },
  );

  test('is read exactly at sixteen digits already, whatever closes it', () => {
    const big = 9999999999999999n;
    expect(bodyOf('{"metadata":{},"body":9999999999999999}')).toBe(big);
    expect(bodyOf('{"metadata":{},"body":[9999999999999999]}')).toEqual([big]);
    expect(bodyOf('{"metadata":{},"body":{"a":9999999999999999,"b":1}}')).toEqual({ a: big, b: 1 });
  });

  test('beside shorter numbers and text leaves those alone', () => {
    expect(
      bodyOf('{"metadata":{},"body":{"id":2107000000001108600,"score":1.5,"text":"2107000000001108600"}}'),
    ).toEqual({
      id: 2107000000001108600n,
      score: 1.5,
      text: '2107000000001108600',
    });
  });

  test('is an ordinary number where it is too long for an id', () => {
    expect(bodyOf('{"metadata":{},"body":[123456789012345678901234567890]}')).toEqual([
      1.2345678901234568e29,
    ]);
  });

  test('inside deep nesting, where it cannot be read exactly, is told as that', () => {
    const deep = `${'['.repeat(200_000)}2107000000001108600${']'.repeat(200_000)}`;
    const rejection = {
      code: 'unknown_envelope',
      detail: `${ENVELOPE}, got JSON that is nested too deeply`,
    };
    expect(decode(`{"metadata":{},"body":${deep}}`)).toEqual({ ok: false, rejection });
    expect(decode(`{"metadata":{},"body":${deep.replace('2107000000001108600', '5')}}`).ok).toBe(true);
    expect(detailOf(`{"metadata":{},"body":${deep}`)).toBe('body: expected JSON');
  });
});

function detailOf(text: string): string | undefined {
  const decoded = decode(text);
  return decoded.ok ? undefined : decoded.rejection.detail;
}

function bodyOf(text: string): unknown {
  const decoded = decode(text);
  return decoded.ok && decoded.value.format === 'canvas' ? decoded.value.body : decoded;
}
