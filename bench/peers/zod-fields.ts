import * as z from 'zod';

export const IdSchema = z.union([z.string().regex(/^[1-9]\d{0,18}$/), z.int().positive()]);
export const InstantSchema = z.iso.datetime({ offset: true });
export const OptionalIdSchema = z.union([IdSchema, z.literal('')]).nullish();
export const OptionalInstantSchema = z.union([InstantSchema, z.literal('')]).nullish();
export const OptionalTextSchema = z.string().nullish();
export const OptionalNumberSchema = z.number().nullish();
export const OptionalBooleanSchema = z.boolean().nullish();
