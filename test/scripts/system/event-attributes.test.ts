import { describe, expect, test } from '@jest/globals';
import { eventAttributes } from '../../../scripts/system/event-attributes.ts';

const time = '2019-11-01T19:11:05.222Z';

function caliper(type: string, action: string, objectType?: string) {
  return JSON.stringify({ data: [{ type, action, eventTime: time, object: { type: objectType } }] });
}

describe('eventAttributes', () => {
  test('takes both from the metadata of a Canvas event', () => {
    const body = JSON.stringify({ metadata: { event_name: 'grade_change', event_time: time }, body: {} });

    expect(eventAttributes(body)).toEqual({ event_name: 'grade_change', event_time: time });
  });

  test.each([
    ['GradeEvent', 'Graded', 'Attempt', 'grade_change'],
    ['AssignableEvent', 'Submitted', 'Attempt', 'submission_created'],
    ['Event', 'Modified', 'Attempt', 'submission_updated'],
    ['AssessmentEvent', 'Submitted', undefined, 'quiz_submitted'],
    ['Event', 'Modified', 'Page', undefined],
    ['AssignableEvent', 'Submitted', undefined, undefined],
    ['NavigationEvent', 'NavigatedTo', undefined, undefined],
  ])('names a Caliper %s/%s on %s %s', (type, action, object, name) => {
    const expected = { event_time: time, ...(name && { event_name: name }) };

    expect(eventAttributes(caliper(type, action, object))).toEqual(expected);
  });

  test.each([
    'not json',
    'null',
    '[]',
    '"text"',
    '{"metadata":null}',
    '{"data":[]}',
    '{"data":[null]}',
    '{"metadata":{"event_name":"","event_time":5}}',
    '{"metadata":{"event_name":"\\u0000","event_time":"\\ud800"}}',
  ])('leaves out what %s does not tell', (body) => {
    expect(eventAttributes(body)).toEqual({});
  });
});
