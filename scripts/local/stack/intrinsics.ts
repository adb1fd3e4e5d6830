/** What the intrinsic functions of a template are resolved against. */
export type Lookup = {
  /** `Ref`: a resource, a parameter or a pseudo parameter. Undefined stands for `AWS::NoValue`. */
  ref(name: string): Promise<unknown>;
  /** `Fn::GetAtt`. */
  attribute(logicalId: string, name: string): Promise<unknown>;
};

/**
 * Resolves `Ref`, `Fn::GetAtt`, `Fn::Join` and `Fn::Sub` in a part of a CloudFormation template.
 *
 * Any other intrinsic is an error that names its place, so that a template is either deployed as
 * CloudFormation would or not at all.
 */
export async function resolve(value: unknown, lookup: Lookup, place: string): Promise<unknown> {
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((item, i) => resolve(item, lookup, `${place}[${i}]`)));
    return items.filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only !== undefined && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    return resolveIntrinsic(only[0], only[1], lookup, place);
  }
  const resolved = await Promise.all(
    entries.map(async ([name, part]) => [name, await resolve(part, lookup, `${place}.${name}`)] as const),
  );
  return Object.fromEntries(resolved.filter(([, part]) => part !== undefined));
}

async function resolveIntrinsic(name: string, argument: unknown, lookup: Lookup, place: string) {
  if (name === 'Ref' && typeof argument === 'string') return lookup.ref(argument);
  if (name === 'Fn::GetAtt') return resolveAttribute(argument, lookup, place);
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    const [separator, parts] = (await resolve(argument, lookup, place)) as [unknown, unknown];
    if (typeof separator === 'string' && Array.isArray(parts)) return parts.join(separator);
  }
  if (name === 'Fn::Sub') return substitute(argument, lookup, place);
  throw new Error(`${place}: the local run does not resolve this ${name}.`);
}

async function resolveAttribute(argument: unknown, lookup: Lookup, place: string): Promise<unknown> {
  const [logicalId, ...rest] = typeof argument === 'string' ? argument.split('.') : (argument as unknown[]);
  const name = rest.join('.');
  if (typeof logicalId !== 'string' || name === '') throw new Error(`${place}: malformed Fn::GetAtt.`);
  return lookup.attribute(logicalId, name);
}

async function substitute(argument: unknown, lookup: Lookup, place: string): Promise<string> {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== 'string') throw new Error(`${place}: malformed Fn::Sub.`);
  const own = (await resolve(variables, lookup, place)) as { [name: string]: unknown };
  const parts = await Promise.all(
    text.split(/(\$\{[^}]*\})/).map(async (part) => {
      const name = /^\$\{(.*)\}$/.exec(part)?.[1]?.trim();
      if (name === undefined) return part;
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(own, name)) return String(own[name]);
      return String(await (name.includes('.') ? resolveAttribute(name, lookup, place) : lookup.ref(name)));
    }),
  );
  return parts.join('');
}
