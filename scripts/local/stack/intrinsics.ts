/** What the intrinsic functions of a template are resolved against. */
export type Lookup = {
  /** `Ref`: a resource or a pseudo parameter. */
  readonly ref: (name: string) => unknown;
  /** `Fn::GetAtt`. */
  readonly attribute: (logicalId: string, name: string) => unknown;
};

/**
 * Resolves `Ref`, `Fn::GetAtt` and `Fn::Join` in a part of a CloudFormation template, as the CDK writes them.
 *
 * Any other intrinsic is an error that names its place, so that a template is either deployed as
 * CloudFormation would or not at all.
 */
export function resolve(value: unknown, lookup: Lookup, place: string): unknown {
  if (Array.isArray(value)) return value.map((item, i) => resolve(item, lookup, `${place}[${i}]`));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['']] = entries;
  if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
    return resolveIntrinsic(name, resolve(argument, lookup, place), lookup, place);
  }
  return Object.fromEntries(entries.map(([name, part]) => [name, resolve(part, lookup, `${place}.${name}`)]));
}

function resolveIntrinsic(name: string, argument: unknown, lookup: Lookup, place: string): unknown {
  if (name === 'Ref' && typeof argument === 'string') return lookup.ref(argument);
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return lookup.attribute(argument[0], argument[1]);
  if (name === 'Fn::Join' && Array.isArray(argument)) return argument[1].join(argument[0]);
  throw new Error(`${place}: the local run does not resolve this ${name}.`);
}
