import { describe, expect, test } from '@jest/globals';
import { decode } from '../../../../lambdas/consume-live-events/domain/decode.ts';
import { caliperEnvelope } from '../../../support/messages.ts';

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

  test('inside deep nesting never throws', () => {
    const deep = `${'['.repeat(200_000)}2107000000001108600${']'.repeat(200_000)}`;
    expect(decode(`{"metadata":{},"body":${deep}}`)).toMatchObject({ ok: expect.any(Boolean) });
  });
});

function bodyOf(text: string): unknown {
  const decoded = decode(text);
  return decoded.ok && decoded.value.format === 'canvas' ? decoded.value.body : decoded;
}
