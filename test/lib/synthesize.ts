import { stackOf } from './stacks.ts';

export type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};

type Template = {
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown; Description: string }>;
};

/** Synthesizes the stack, so that the tests see what is deployed. */
export function synthesize(settings: Record<string, unknown> = {}) {
  const { stack, template: shared } = stackOf(settings);
  const template = structuredClone(shared) as Template;
  const resource = (logicalId: string): Resource => {
    const found = template.Resources[logicalId];
    if (!found) throw new Error(`no resource ${logicalId} in the template`);
    return found;
  };
  const idsOf = (type: string) =>
    Object.keys(template.Resources).filter((logicalId) => resource(logicalId).Type === type);
  /** The only resource of a type; more than one, or none, is an error. */
  const only = (type: string): Resource & { logicalId: string } => {
    const [logicalId, ...more] = idsOf(type);
    if (!logicalId || more.length > 0) throw new Error(`${more.length + (logicalId ? 1 : 0)} of ${type}`);
    return { ...resource(logicalId), logicalId };
  };
  return { stack, template, resource, idsOf, only };
}

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
export const ref = (logicalId: string) => ({ Ref: logicalId });
