import { absent, type FieldType, fieldTypes, type Kind } from './field-types.ts';

/** A message that was changed in one place. */
export type Variant = { readonly name: string; readonly body: string };

type Json = { [name: string]: unknown };

/** Changes one field after the other to what must not matter (`good`) or must not be (`bad`). */
export function variantsOf(kind: Kind, body: string, judgement: keyof FieldType): Variant[] {
  return Object.entries(fieldTypes[kind]).flatMap(([path, type]) =>
    type[judgement].map((value) => ({
      name: `${kind} with ${path} ${value === absent ? 'absent' : JSON.stringify(value)}`,
      body: withField(body, path, value),
    })),
  );
}

/** What is no message at all, or none of its kind as a whole. */
export function brokenMessages(kind: Kind, body: string): Variant[] {
  const another =
    kind === 'submission_comment_created' ? 'course_grade_change' : 'submission_comment_created';
  const broken = ['', 'text', 'null', '5', '[]', '{}', `[${body}]`, body.slice(0, -1), `${body}}`];
  return [
    ...broken.map((text, index) => ({ name: `${kind} broken in way ${index}`, body: text })),
    ...(kind === 'caliper_grade_change'
      ? []
      : [{ name: `${kind} named ${another}`, body: withField(body, 'metadata.event_name', another) }]),
    ...(kind === 'grade_change' ? [{ name: 'grade_change of nobody', body: ofNobody(body) }] : []),
  ];
}

function ofNobody(body: string): string {
  return withField(withField(body, 'body.student_id', absent), 'body.user_id', null);
}

function withField(body: string, path: string, value: unknown): string {
  const json = JSON.parse(body) as Json;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const parent = names.reduce((node, name) => node[name] as Json, json);
  if (value === absent) delete parent[last];
  else parent[last] = value;
  return JSON.stringify(json);
}
