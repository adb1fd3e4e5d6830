import { decode } from '../../lambdas/consume-live-events/domain/decode.ts';
import { validate } from '../../lambdas/consume-live-events/domain/validate.ts';
import { type Fixture, liveEventFixtures, rejectedFixtures } from '../../test/support/fixtures.ts';
import { liveEventMix } from '../workload/live-event-mix.ts';
import { MessageSchema } from './zod-union.ts';

type Message = Pick<Fixture, 'name' | 'text'>;

const numbers = [5, 0, -1, 1.5];
const ids = ['', 'text', '0123', '12345678901234567890', 'urn:instructure:canvas:group:7'];
const instants = ['2026-03-02', '2026-03-02T10:00:00.000', '2026-03-02T03:00:00.250-07:00'];
const objects = [{}, { numberStr: '5.5' }, { numberStr: 'five' }];

/**
 * What every field is replaced by: some of them can read it, most cannot. Undefined leaves a field out.
 *
 * A list is not among it: ours takes one for an object of which it needs nothing.
 */
const replacements = [undefined, null, true, ...numbers, ...ids, ...instants, ...objects];

/**
 * Checks that the peers validate as the function does: both accept every message of the mix, and agree on every
 * fixture that must be rejected and on every other one with any of its fields replaced.
 *
 * @returns a sentence for each disagreement
 */
export function checkSchemas(): readonly string[] {
  const mix = liveEventMix(400, 'check').map(({ body, eventName }) => ({ name: eventName, text: body }));
  const fixtures = liveEventFixtures.filter(({ text }) => functionAccepts(text) && peersAccept(text));
  const all = [...mix, ...rejectedFixtures, ...replaceFields(fixtures)];
  return [
    ...mix
      .filter(({ text }) => !functionAccepts(text))
      .map(({ name }) => `The function rejects ${name} of the mix.`),
    ...all
      .filter(({ text }) => functionAccepts(text) !== peersAccept(text))
      .map(({ name, text }) => `${functionAccepts(text) ? 'Peers reject' : 'Peers accept'} ${name}.`),
  ];
}

/** Whether the function takes a message and does not ignore it, as far as it is validated. */
function functionAccepts(text: string): boolean {
  const decoded = decode(text);
  const validated = decoded.ok ? validate(decoded.value, undefined) : decoded;
  return validated.ok && validated.value.ignored.length === 0;
}

function peersAccept(text: string): boolean {
  try {
    return MessageSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** Replaces one field after the other, each in the first event of a kind that has it. */
function replaceFields(fixtures: readonly Fixture[]): Message[] {
  const replaced = new Set<string>();
  const messages: Message[] = [];
  for (const { subject, text } of fixtures) {
    const message: unknown = JSON.parse(text);
    replaceIn(message, subject);

    function replaceIn(node: unknown, path: string): void {
      if (typeof node !== 'object' || node === null) return;
      const fields = node as { [name: string]: unknown };
      for (const [name, value] of Object.entries(fields)) {
        const field = `${path}.${name}`;
        replaceIn(value, field);
        if (replaced.has(field)) continue;
        replaced.add(field);
        for (const other of replacements) {
          fields[name] = other;
          messages.push({ name: `${field} ${JSON.stringify(other)}`, text: JSON.stringify(message) });
        }
        fields[name] = value;
      }
    }
  }
  return messages;
}
