import * as v from 'valibot';

export const IdSchema = v.union([
  v.pipe(v.string(), v.regex(/^[1-9]\d{0,18}$/)),
  v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
]);
export const InstantSchema = v.pipe(v.string(), v.isoTimestamp());
export const OptionalIdSchema = v.nullish(v.union([IdSchema, v.literal('')]));
export const OptionalInstantSchema = v.nullish(v.union([InstantSchema, v.literal('')]));
export const OptionalTextSchema = v.nullish(v.string());
export const OptionalNumberSchema = v.nullish(v.number());
export const OptionalBooleanSchema = v.nullish(v.boolean());
