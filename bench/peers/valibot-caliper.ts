import * as v from 'valibot';
import { InstantSchema, OptionalIdSchema, OptionalTextSchema } from './valibot-fields.ts';

function urnSchema(kind: string) {
  return v.pipe(v.string(), v.regex(new RegExp(`^urn:instructure:canvas:${kind}:[1-9]\\d{0,18}$`)));
}

function extensionsSchema<Entries extends v.ObjectEntries>(entries: Entries) {
  return v.nullish(v.looseObject({ 'com.instructure.canvas': v.nullish(v.looseObject(entries)) }));
}

const NumberTextSchema = v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/));
const CaliperNumberSchema = v.nullish(v.union([v.number(), v.looseObject({ numberStr: NumberTextSchema })]));

const CaliperGradeSchema = v.looseObject({
  type: v.literal('GradeEvent'),
  action: v.literal('Graded'),
  eventTime: InstantSchema,
  actor: v.nullish(
    v.looseObject({
      extensions: extensionsSchema({
        root_account_id: OptionalIdSchema,
        root_account_uuid: OptionalTextSchema,
      }),
    }),
  ),
  group: v.nullish(v.looseObject({ id: OptionalTextSchema })),
  object: v.looseObject({
    id: urnSchema('submission'),
    assignable: v.looseObject({ id: urnSchema('assignment') }),
    assignee: v.looseObject({
      id: urnSchema('user'),
      extensions: extensionsSchema({ sis_id: OptionalTextSchema }),
    }),
    extensions: extensionsSchema({ grade: OptionalTextSchema }),
  }),
  generated: v.nullish(v.looseObject({ scoreGiven: CaliperNumberSchema, maxScore: CaliperNumberSchema })),
});

/** Of the Caliper events only the graded ones, which the mix has. */
export const CaliperEnvelopeSchema = v.looseObject({
  dataVersion: v.literal('http://purl.imsglobal.org/ctx/caliper/v1p1'),
  data: v.pipe(v.array(CaliperGradeSchema), v.nonEmpty()),
});
