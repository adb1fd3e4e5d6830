import * as z from 'zod';
import { InstantSchema, OptionalIdSchema, OptionalTextSchema } from './zod-fields.ts';

function urnSchema(kind: string) {
  return z.string().regex(new RegExp(`^urn:instructure:canvas:${kind}:[1-9]\\d{0,18}$`));
}

function extensionsSchema<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.looseObject({ 'com.instructure.canvas': z.looseObject(shape).nullish() }).nullish();
}

const CaliperNumberSchema = z
  .union([z.number(), z.looseObject({ numberStr: z.string().regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/) })])
  .nullish();

const CaliperGradeSchema = z.looseObject({
  type: z.literal('GradeEvent'),
  action: z.literal('Graded'),
  eventTime: InstantSchema,
  actor: z
    .looseObject({
      extensions: extensionsSchema({
        root_account_id: OptionalIdSchema,
        root_account_uuid: OptionalTextSchema,
      }),
    })
    .nullish(),
  group: z.looseObject({ id: OptionalTextSchema }).nullish(),
  object: z.looseObject({
    id: urnSchema('submission'),
    assignable: z.looseObject({ id: urnSchema('assignment') }),
    assignee: z.looseObject({
      id: urnSchema('user'),
      extensions: extensionsSchema({ sis_id: OptionalTextSchema }),
    }),
    extensions: extensionsSchema({ grade: OptionalTextSchema }),
  }),
  generated: z.looseObject({ scoreGiven: CaliperNumberSchema, maxScore: CaliperNumberSchema }).nullish(),
});

/** Of the Caliper events only the graded ones, which the mix has. */
export const CaliperEnvelopeSchema = z.looseObject({
  dataVersion: z.literal('http://purl.imsglobal.org/ctx/caliper/v1p1'),
  data: z.array(CaliperGradeSchema).nonempty(),
});
