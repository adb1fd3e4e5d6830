import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../../lib/config.ts';
import { GradeStateStack } from '../../lib/grade-state-stack.ts';

// AWS's own schemas, which take most of the time of a synth, are left to `cdk synth` and cfn-lint.
process.env['CDK_VALIDATION'] = 'false';

type Settings = Record<string, unknown>;
type Json = { context: Settings };

const cdkJson = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as Json;
const stacks = new Map<string, { readonly stack: GradeStateStack; readonly template: object }>();

/** Synthesizes the stack with the feature flags of cdk.json, once for each settings: it is not to be changed. */
export function stackOf(settings: Settings) {
  const key = JSON.stringify(settings);
  const known = stacks.get(key);
  if (known !== undefined) return known;
  const app = new App({ context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] } });
  const stack = new GradeStateStack(app, parseConfig(settings));
  const synthesized = { stack, template: Template.fromStack(stack).toJSON() };
  stacks.set(key, synthesized);
  return synthesized;
}
