import * as v from 'valibot';
import { CommandError } from '../../command/command-error.ts';
import type { Ask } from './ask-canvas.ts';

/**
 * Reads all pages of a connection, which a query asks for under the name `connection`.
 *
 * @param parent the field of the query that has it
 * @throws CommandError where Canvas answers null for something that every entry has: the token lacks a
 * permission
 */
export async function* readConnection<Node extends v.GenericSchema>(
  ask: Ask,
  query: string,
  variables: { readonly [name: string]: string },
  parent: string,
  node: Node,
): AsyncGenerator<readonly v.InferOutput<Node>[]> {
  const schema = v.object({
    connection: v.object({
      nodes: v.array(node),
      pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
    }),
  });
  for (let after: string | null = null; ; ) {
    const { data } = await ask(query, { ...variables, after });
    const { connection } = requireAnswer(schema, data[parent], parent);
    yield connection.nodes;
    const { hasNextPage, endCursor } = connection.pageInfo;
    if (!hasNextPage) return;
    if (endCursor === null || endCursor === after) {
      throw new CommandError(
        `Canvas says that ${parent} has a further page, and not which. Nothing of it is used.`,
      );
    }
    after = endCursor;
  }
}

/** @throws CommandError that names the field which was not answered */
export function requireAnswer<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
  name: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, answer, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const path = [name, v.getDotPath(parsed.issues[0])].filter((part) => part !== null).join('.');
  throw new CommandError(
    `Canvas does not answer ${path}: the token may not see it, or there is no such thing. Nothing of the course is used.`,
  );
}
