import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError, parseConfig } from '../lib/config.ts';
import { GradeStateStack } from '../lib/grade-state-stack.ts';

const app = new App();
try {
  const stack = new GradeStateStack(app, parseConfig(app.node.getAllContext()));
  Validations.of(stack).addPlugins(new AwsSolutionsChecks());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
