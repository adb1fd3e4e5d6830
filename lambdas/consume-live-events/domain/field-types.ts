import * as v from 'valibot';
import { idOfUrn, isId, type JsonId } from './ids.ts';
import { parseInstant } from './instants.ts';

/*
 * The field types of Canvas events. Null and absent mean the same in every one of them: an optional
 * field is null either way, a required one is refused either way. Canvas has a third way to say "none",
 * empty text: it is the same in ids, instants and the names of custom statuses, and a text like any
 * other elsewhere. Messages say what was expected and never what was found, but that it was text.
 */

const IdSchema = v.custom<JsonId>(isId, 'expected a Canvas id, a whole number of 1 to 19 digits');
/** Gives the instant in UTC with milliseconds. */
const InstantSchema = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const instant = parseInstant(dataset.value);
    if (instant !== undefined) return instant;
    addIssue({ message: 'expected an ISO 8601 instant with an offset' });
    return NEVER;
  }),
);
const TextSchema = v.custom<string>((input) => typeof input === 'string', 'expected text');
const NumberSchema = v.custom<number | bigint>(
  isStorableNumber,
  notText('expected a finite number that DynamoDB can hold'),
);
const CountSchema = v.custom<number>(
  (input) => Number.isSafeInteger(input),
  notText('expected a whole number'),
);
const BooleanSchema = v.custom<boolean>(
  (input) => typeof input === 'boolean',
  notText('expected true or false'),
);

/** Says so when text came: "expected a number" is no help to someone who looks at a "5" and sees one. */
function notText(expected: string) {
  return ({ input }: { input: unknown }) => (typeof input === 'string' ? `${expected}, got text` : expected);
}

const NoneSchema = v.pipe(
  v.literal(''),
  v.transform(() => null),
);

function emptyIsNone<Schema extends v.GenericSchema>(schema: Schema) {
  return v.nullish(
    v.lazy((input) => (input === '' ? NoneSchema : schema)),
    null,
  );
}

export const RequiredIdSchema = v.nullish(IdSchema, '');
export const RequiredInstantSchema = v.nullish(InstantSchema, '');
export const OptionalIdSchema = emptyIsNone(IdSchema);
export const OptionalIdsSchema = emptyIsNone(v.array(IdSchema, 'expected a list of Canvas ids'));
export const OptionalInstantSchema = emptyIsNone(InstantSchema);
/** An id that is text of any form, as uuids and SIS ids are; or the name of a custom status. */
export const OptionalNameSchema = emptyIsNone(TextSchema);
export const OptionalTextSchema = v.nullish(TextSchema, null);
export const OptionalNumberSchema = v.nullish(NumberSchema, null);
export const OptionalCountSchema = v.nullish(CountSchema, null);
export const OptionalBooleanSchema = v.nullish(BooleanSchema, null);

/** A Caliper score: a number, or in an older form an object that holds it as `numberStr`. */
export const OptionalCaliperNumberSchema = v.nullish(
  v.custom<number | bigint | { readonly numberStr: string }>(
    (input) => isStorableNumber(input) || isStorableNumber(numberOfText(input)),
    notText('expected a finite number, or one as numberStr'),
  ),
  null,
);

/** The URN of a Canvas entity of that kind, `urn:instructure:canvas:<kind>:<global id>`. */
export function requiredUrnSchema(kind: string) {
  const isUrn = (input: unknown) => idOfUrn(input, kind) !== undefined;
  return v.nullish(v.custom<string>(isUrn, `expected urn:instructure:canvas:${kind}:<id>`), '');
}

const JSON_NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Reads `{numberStr}`; undefined for anything else. */
export function numberOfText(input: unknown): number | undefined {
  const text =
    typeof input === 'object' && input !== null && 'numberStr' in input ? input.numberStr : undefined;
  return typeof text === 'string' && JSON_NUMBER.test(text) ? Number(text) : undefined;
}

/** DynamoDB holds 1e-130 to 9.99e125 in magnitude, and zero; the SDK's error for others would look like a fault of ours. */
function isStorableNumber(input: unknown): input is number | bigint {
  if (typeof input !== 'number' && typeof input !== 'bigint') return false;
  const magnitude = Math.abs(Number(input));
  return magnitude === 0 || (magnitude >= 1e-130 && magnitude < 1e126);
}
