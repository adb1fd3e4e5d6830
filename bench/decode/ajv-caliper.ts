import {
  instant,
  type JsonSchema,
  none,
  object,
  optionalId,
  optionalText,
  type Properties,
} from './ajv-fields.ts';

const NUMBER_TEXT = '^-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$';

function urn(kind: string): JsonSchema {
  return { type: 'string', pattern: `^urn:instructure:canvas:${kind}:[1-9]\\d{0,18}$` };
}

function optionalObject(optional: Properties): JsonSchema {
  return { ...object({}, optional), nullable: true };
}

function extensions(optional: Properties): JsonSchema {
  return optionalObject({ 'com.instructure.canvas': optionalObject(optional) });
}

const caliperNumber = {
  anyOf: [{ type: 'number' }, object({ numberStr: { type: 'string', pattern: NUMBER_TEXT } }), none],
};

const caliperGrade = object(
  {
    type: { const: 'GradeEvent' },
    action: { const: 'Graded' },
    eventTime: instant,
    object: object(
      {
        id: urn('submission'),
        assignable: object({ id: urn('assignment') }),
        assignee: object({ id: urn('user') }, { extensions: extensions({ sis_id: optionalText }) }),
      },
      { extensions: extensions({ grade: optionalText }) },
    ),
  },
  {
    actor: optionalObject({
      extensions: extensions({ root_account_id: optionalId, root_account_uuid: optionalText }),
    }),
    group: optionalObject({ id: optionalText }),
    generated: optionalObject({ scoreGiven: caliperNumber, maxScore: caliperNumber }),
  },
);

/** Of the Caliper events only the graded ones, which the mix has. */
export const caliperEnvelope = object({
  dataVersion: { const: 'http://purl.imsglobal.org/ctx/caliper/v1p1' },
  data: { type: 'array', minItems: 1, items: caliperGrade },
});
