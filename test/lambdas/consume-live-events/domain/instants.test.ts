import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant } from '../../../../lambdas/consume-live-events/domain/instants.ts';

describe('an instant', () => {
  test.each([
    ['2019-11-01T19:11:05.222Z', '2019-11-01T19:11:05.222Z'],
    ['2017-05-23T09:58:31Z', '2017-05-23T09:58:31.000Z'],
    ['2024-03-29T15:33:49-07:00', '2024-03-29T22:33:49.000Z'],
    ['2024-03-29T15:33:49+05:45', '2024-03-29T09:48:49.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2024-12-31T23:59:59.9999Z', '2024-12-31T23:59:59.999Z'],
    ['2024-12-31T23:59:59.5Z', '2024-12-31T23:59:59.500Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, instant) => expect(parseInstant(text)).toBe(instant));

  test.each([
    ['31 February', '2024-02-31T00:00:00Z'],
    ['29 February of a common year', '2023-02-29T00:00:00Z'],
    ['29 February of a century', '2100-02-29T00:00:00Z'],
    ['31 April', '2024-04-31T00:00:00Z'],
    ['day 0', '2024-01-00T00:00:00Z'],
    ['day 32', '2024-01-32T00:00:00Z'],
    ['month 0', '2024-00-10T00:00:00Z'],
    ['month 13', '2024-13-10T00:00:00Z'],
    ['hour 24', '2024-01-01T24:00:00Z'],
    ['minute 60', '2024-01-01T00:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['no offset', '2024-01-01T00:00:00'],
    ['an offset of 24 hours', '2024-01-01T00:00:00+24:00'],
    ['an offset of 60 minutes', '2024-01-01T00:00:00+00:60'],
    ['an offset without a colon', '2024-01-01T00:00:00+0100'],
    ['a date alone', '2024-01-01'],
    ['a space for the T', '2024-01-01 00:00:00Z'],
    ['a point without a fraction', '2024-01-01T00:00:00.Z'],
    ['text before', 'x2024-01-01T00:00:00Z'],
    ['text after', '2024-01-01T00:00:00Zx'],
    ['a year of five digits', '12024-01-01T00:00:00Z'],
    ['before the year 0 in UTC', '0000-01-01T00:00:00+01:00'],
    ['after the year 9999 in UTC', '9999-12-31T23:59:59-01:00'],
    ['epoch seconds', 1_700_000_000],
    ['nothing', null],
  ])('is never %s', (_, text) => expect(parseInstant(text)).toBeUndefined());

  test('is always the same instant, in an order that text comparison keeps', () => {
    const moment = fc.date({
      min: new Date('1970-01-02T00:00:00Z'),
      max: new Date('2200-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(moment, moment, offset, offset, (a, b, offsetA, offsetB) => {
        const [first, second] = [
          parseInstant(write(a, offsetA)) ?? '',
          parseInstant(write(b, offsetB)) ?? '',
        ];
        expect(Date.parse(first)).toBe(a.getTime());
        expect(Math.sign(first < second ? -1 : Number(first > second))).toBe(
          Math.sign(a.getTime() - b.getTime()),
        );
      }),
    );
  });
});

function write(date: Date, offsetMinutes: number): string {
  const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const digits = (value: number) => String(value).padStart(2, '0');
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${digits(hours)}:${digits(minutes)}`;
}
