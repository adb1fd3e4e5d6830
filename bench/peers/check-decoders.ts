import { type ContenderName, contenders } from '../decode/contenders.ts';
import { liveEventMix, type Message, shares } from '../workload/live-event-mix.ts';
import type { Kind } from './field-types.ts';
import { brokenMessages, type Variant, variantsOf } from './variants.ts';

/** `json_parse` judges nothing. */
const judges = (Object.keys(contenders) as ContenderName[]).filter((name) => name !== 'json_parse');

/**
 * Checks that all decoders do the same work: they accept every message of the mix and every harmless
 * variant of it, and reject every message with one field that is wrong.
 *
 * Left out is where ours reads more exactly than a pattern can: days that no month has, numbers that
 * DynamoDB cannot hold, and ids above 2^53 that are bare numbers.
 *
 * @returns a sentence for each disagreement
 */
export function checkDecoders(): readonly string[] {
  const messages = liveEventMix(400, 'check');
  const examples = (Object.keys(shares) as Kind[]).map((kind) => [kind, exampleOf(kind, messages)] as const);
  const valid: Variant[] = [
    ...messages.map(({ body, eventName }, index) => ({ name: `message ${index}, ${eventName}`, body })),
    ...examples.flatMap(([kind, body]) => variantsOf(kind, body, 'good')),
  ];
  const invalid = examples.flatMap(([kind, body]) => [
    ...variantsOf(kind, body, 'bad'),
    ...brokenMessages(kind, body),
  ]);
  return [
    ...disagreements(valid, 'rejects', (accepted) => !accepted),
    ...disagreements(invalid, 'accepts', (accepted) => accepted),
  ];
}

function disagreements(
  variants: readonly Variant[],
  verb: string,
  isWrong: (accepted: boolean) => boolean,
): string[] {
  return judges.flatMap((judge) =>
    variants
      .filter(({ body }) => isWrong(contenders[judge](body) !== undefined))
      .map(({ name }) => `${judge} ${verb} ${name}.`),
  );
}

function exampleOf(kind: Kind, messages: readonly Message[]): string {
  const example = messages.find((message) => kindOf(message) === kind);
  if (example === undefined) throw new Error(`exampleOf: the mix has no ${kind}`);
  return example.body;
}

function kindOf({ body, eventName }: Message): string {
  return 'data' in (JSON.parse(body) as object) ? `caliper_${eventName}` : eventName;
}
