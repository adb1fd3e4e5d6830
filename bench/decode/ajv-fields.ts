export type JsonSchema = { readonly [keyword: string]: unknown };
export type Properties = { readonly [name: string]: JsonSchema };

const INSTANT =
  '^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$';

export const none = { type: 'null' };
const emptyText = { const: '' };
const idForms = [
  { type: 'string', pattern: '^[1-9]\\d{0,18}$' },
  { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
];
export const id = { anyOf: idForms };
export const optionalId = { anyOf: [...idForms, none, emptyText] };
export const instant = { type: 'string', pattern: INSTANT };
export const optionalInstant = { anyOf: [instant, none, emptyText] };
export const optionalText = { type: 'string', nullable: true };
export const optionalNumber = { type: 'number', nullable: true };
export const optionalBoolean = { type: 'boolean', nullable: true };

/** An object of which only these must be there; it may have more than all of these. */
export function object(required: Properties, optional: Properties = {}): JsonSchema {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}
