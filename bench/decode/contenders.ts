import { decodeWithValibot } from '../peers/valibot-union.ts';
import { decodeWithZod } from '../peers/zod-union.ts';
import { decodeWithAjv } from './ajv-union.ts';
import { decodeWithOurs } from './ours.ts';
import { parseJson } from './parse-json.ts';

/** Gives what a message body says, or undefined where it is rejected. */
export type Decoder = (body: string) => unknown;

/**
 * What decodes the same messages. `json_parse` is the limit, since all others start with it; it judges nothing.
 *
 * Of an id that is a bare number above 2^53, which the mix has none of, ours keeps the digits, and the
 * peers refuse it.
 */
export const contenders = {
  json_parse: parseJson,
  ours: decodeWithOurs,
  valibot: decodeWithValibot,
  zod: decodeWithZod,
  ajv: decodeWithAjv,
} as const satisfies Record<string, Decoder>;

export type ContenderName = keyof typeof contenders;

export const contenderNames = Object.keys(contenders) as ContenderName[];
