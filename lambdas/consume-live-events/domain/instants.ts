const INSTANT =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))(T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,3})\d*)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** What needs no calendar: UTC, milliseconds or none, on a day that every month has. */
const PLAIN_INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

/**
 * Reads an ISO 8601 instant and writes it in UTC with milliseconds, so that text order is time order.
 *
 * Canvas writes body timestamps in whole seconds with any offset (`2024-03-29T15:33:49-07:00`) and
 * event times in UTC with milliseconds; both are instants, and only instants are compared. Digits
 * beyond milliseconds are cut.
 *
 * @returns undefined for what names no real instant: 31 February, a leap second, no offset, a year
 *   that leaves 0000 to 9999 once it is UTC
 */
export function parseInstant(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  // Most are: the calendar costs ten times as much as this.
  if (PLAIN_INSTANT.test(text)) return text.includes('.') ? text : `${text.slice(0, -1)}.000Z`;
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [, date, day, time, fraction = '', offset] = match;
  // Date.parse accepts 31 February and rolls it over into March; a day that rolls over is no day.
  if (new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined;
  const instant = new Date(`${date}${time}.${fraction.padEnd(3, '0')}${offset}`).toISOString();
  const hasFourDigitYear = instant.length === 24;
  return hasFourDigitYear ? instant : undefined;
}
