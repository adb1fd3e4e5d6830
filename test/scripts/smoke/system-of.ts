import type { LocalSystem } from '../../../scripts/local/local-system.ts';
import type { CloudAssembly, Resource } from '../../../scripts/local/stack/cloud-assembly.ts';
import { type System, systemOf as systemOfStack } from '../../../scripts/system/connect.ts';

/** A local system as an operator's command sees it: by the outputs of its stack. */
export function systemOf({ engines, deployment }: LocalSystem): System {
  return systemOfStack('canvas-grade-state-prod', false, engines.clients, deployment.outputs);
}

/** Changes the environment of the function that an assembly declares. */
export function withVariables(
  assembly: CloudAssembly,
  variables: { readonly [name: string]: string },
): CloudAssembly {
  const resources = Object.entries(assembly.template.Resources).map(([id, resource]) => [
    id,
    resource.Type === 'AWS::Lambda::Function' ? changed(resource, variables) : resource,
  ]);
  return { ...assembly, template: { ...assembly.template, Resources: Object.fromEntries(resources) } };
}

function changed(resource: Resource, variables: { readonly [name: string]: string }): Resource {
  const environment = resource.Properties?.['Environment'] as { Variables: object } | undefined;
  const Variables = { ...environment?.Variables, ...variables };
  return { ...resource, Properties: { ...resource.Properties, Environment: { Variables } } };
}
