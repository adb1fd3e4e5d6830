import * as v from 'valibot';
import {
  OptionalCaliperNumberSchema,
  OptionalCountSchema,
  OptionalIdSchema,
  OptionalInstantSchema,
  OptionalNameSchema,
  OptionalTextSchema,
  RequiredInstantSchema,
  requiredUrnSchema,
} from './field-types.ts';

/*
 * Caliper 1.1 forms of Canvas events:
 * https://developerdocs.instructure.com/services/canvas/data-services/live-events/overview/file.data_service_caliper_structure
 *
 * They carry no old values, no visibility and no grading state, and overrides and course scores have
 * no Caliper form at all.
 */

const MESSAGE = 'expected an object';

function extensionsSchema<Entries extends v.ObjectEntries>(entries: Entries) {
  const ExtensionSchema = v.object(entries, MESSAGE);
  return v.nullish(v.object({ 'com.instructure.canvas': v.nullish(ExtensionSchema, null) }, MESSAGE), null);
}

const ActorSchema = v.object(
  {
    extensions: extensionsSchema({
      root_account_id: OptionalIdSchema,
      root_account_uuid: OptionalNameSchema,
    }),
  },
  MESSAGE,
);

const eventFields = {
  eventTime: RequiredInstantSchema,
  actor: v.nullish(ActorSchema, null),
  /** The course, when its URN says so. */
  group: v.nullish(v.object({ id: OptionalTextSchema }, MESSAGE), null),
};

const attemptFields = {
  id: requiredUrnSchema('submission'),
  assignable: v.object({ id: requiredUrnSchema('assignment') }, MESSAGE),
};

/** GradeEvent/Graded. `scoredBy` is the URN of a user or an object with it, or anything else when nobody graded. */
export const GradeEventSchema = v.object(
  {
    ...eventFields,
    object: v.object(
      {
        ...attemptFields,
        assignee: v.object(
          { id: requiredUrnSchema('user'), extensions: extensionsSchema({ sis_id: OptionalNameSchema }) },
          MESSAGE,
        ),
        extensions: extensionsSchema({ grade: OptionalTextSchema }),
      },
      MESSAGE,
    ),
    generated: v.nullish(
      v.object(
        {
          scoreGiven: OptionalCaliperNumberSchema,
          maxScore: OptionalCaliperNumberSchema,
          scoredBy: v.optional(v.unknown()),
        },
        MESSAGE,
      ),
      null,
    ),
  },
  MESSAGE,
);

/** AssignableEvent/Submitted and Event/Modified, both on an Attempt. */
export const AttemptEventSchema = v.object(
  {
    ...eventFields,
    object: v.object(
      {
        ...attemptFields,
        assignee: v.object({ id: requiredUrnSchema('user') }, MESSAGE),
        dateCreated: OptionalInstantSchema,
        dateModified: OptionalInstantSchema,
        count: OptionalCountSchema,
        extensions: extensionsSchema({ submission_type: OptionalTextSchema }),
      },
      MESSAGE,
    ),
  },
  MESSAGE,
);

/** Every Caliper event that carries grade state, by the name that Canvas gives the event; any other is ignored. */
export const caliperEvents = {
  grade_change: GradeEventSchema,
  submission_created: AttemptEventSchema,
  submission_updated: AttemptEventSchema,
  plagiarism_resubmit: AttemptEventSchema,
} as const satisfies Record<string, v.GenericSchema>;

export type CaliperEventName = keyof typeof caliperEvents;

export type CaliperEventBody<Name extends CaliperEventName> = v.InferOutput<(typeof caliperEvents)[Name]>;

/** A valid Caliper event, still in Caliper's shape. */
export type CaliperEvent = {
  [Name in CaliperEventName]: {
    readonly format: 'caliper';
    readonly name: Name;
    readonly event: CaliperEventBody<Name>;
    /** The name that the event goes by, and the event as it came; no more than a digest of them is kept. */
    readonly sent: unknown;
  };
}[CaliperEventName];

/** What a Caliper 1.1 event of Canvas is known to have at its top level. */
export const knownCaliperFields: readonly string[] = [
  '@context',
  'id',
  'type',
  'actor',
  'action',
  'object',
  'eventTime',
  'generated',
  'referrer',
  'edApp',
  'group',
  'membership',
  'session',
  'extensions',
];
