import * as v from 'valibot';
import { decode } from '../../lambdas/consume-live-events/domain/decode.ts';
import { validate } from '../../lambdas/consume-live-events/domain/validate.ts';
import { liveEventMix, type Message, shares } from '../workload/live-event-mix.ts';
import type { Kind } from './field-types.ts';
import * as valibot from './valibot-union.ts';
import { brokenMessages, type Variant, variantsOf } from './variants.ts';
import * as zod from './zod-union.ts';

/** Whether the function takes a message, before it normalises it, and whether the peers do. */
const judges: { readonly [name: string]: (body: string) => boolean } = {
  ours(body) {
    const decoded = decode(body);
    return decoded.ok && validate(decoded.value, undefined).ok;
  },
  valibot: (body) => v.is(valibot.MessageSchema, parseJson(body)),
  zod: (body) => zod.MessageSchema.safeParse(parseJson(body)).success,
};

/** No schema takes undefined, which stands for what is not JSON. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/**
 * Checks that the peers validate as much as the function does: all accept every message of the mix and every harmless
 * variant of it, and reject every message with one field that is wrong.
 *
 * Left out is where ours reads more exactly than a pattern can: days that no month has, numbers that
 * DynamoDB cannot hold, and ids above 2^53 that are bare numbers.
 *
 * @returns a sentence for each disagreement
 */
export function checkSchemas(): readonly string[] {
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
  return Object.entries(judges).flatMap(([judge, accepts]) =>
    variants.filter(({ body }) => isWrong(accepts(body))).map(({ name }) => `${judge} ${verb} ${name}.`),
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
