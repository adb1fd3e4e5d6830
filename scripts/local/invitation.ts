import { tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { runVariable } from '../system/connect.ts';
import { credentials, type Endpoints, region } from '../system/endpoints.ts';
import { messageAttributes } from './messages/publish.ts';
import type { Deployment } from './stack/deploy.ts';

type Deployed = Pick<Deployment, 'queue' | 'deadLetterQueue'> & {
  readonly function: Pick<Deployment['function'], 'environment'>;
};

/**
 * Writes the address of a running system's page and its endpoints, and commands that work against it. With the
 * variables, so do programs that name no endpoint: what the data dictionary has in shell and in Python.
 */
export function describeInvitation(
  endpoints: Endpoints,
  deployment: Deployed,
  { now, pageUrl, pid }: { readonly now: Date; readonly pageUrl: string; readonly pid: number },
): string {
  const { queue, deadLetterQueue, function: consumer } = deployment;
  const table = consumer.environment['SUBMISSIONS_TABLE'];
  const variables = {
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    [runVariable]: pid,
  };
  const body = sampleEvent(now);
  return `page      ${pageUrl}
SQS       ${endpoints.sqs}
DynamoDB  ${endpoints.dynamodb}
queue     ${queue.url}
dead      ${deadLetterQueue.url}

For another terminal, in this folder:

${Object.entries(variables)
  .map(([name, value]) => `export ${name}=${value}`)
  .join('\n')}

npm run sql -- --local "SELECT submission_id, previous_grade, current_grade FROM submissions_grade"

npm run smoke -- --local --root-account ${rootAccount}

aws sqs send-message --endpoint-url ${endpoints.sqs} \\
  --queue-url ${queue.url} \\
  --message-attributes '${JSON.stringify(messageAttributes(body))}' \\
  --message-body '${body}'

aws dynamodb query --endpoint-url ${endpoints.dynamodb} \\
  --table-name ${table} \\
  --key-condition-expression '${tables.submissions.partitionKey} = :id' \\
  --expression-attribute-values '{":id":{"S":"${submissionId}"}}'

node --input-type=module <<'END'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const Key = { ${tables.submissions.partitionKey}: { S: '${submissionId}' }, ${tables.submissions.sortKey}: { S: 'grade' } };
const { Item } = await new DynamoDBClient().send(new GetItemCommand({ TableName: '${table}', Key }));
console.log(Item?.current.M);
END

aws sqs receive-message --endpoint-url ${endpoints.sqs} \\
  --queue-url ${deadLetterQueue.url} --message-attribute-names All

Ctrl-C ends it.`;
}

const submissionId = '21070000000011086';
/** Of the published event. */
const rootAccount = 'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs';

/** The published grade_change, with another grade. */
function sampleEvent(now: Date): string {
  return JSON.stringify({
    metadata: {
      context_id: '21070000000000565',
      context_type: 'Course',
      event_name: 'grade_change',
      event_time: now.toISOString(),
      producer: 'canvas',
      root_account_id: '21070000000000001',
      root_account_lti_guid: `${rootAccount}.oxana.instructure.com`,
      root_account_uuid: rootAccount,
    },
    body: {
      assignment_id: '21070000000000355',
      grade: '6',
      grader_id: '21070000000000987',
      grading_complete: true,
      muted: false,
      old_grade: '5',
      old_points_possible: 1,
      old_score: 5,
      points_possible: 1,
      score: 6,
      student_id: '21070000000000048',
      submission_id: submissionId,
      user_id: '21070000000000048',
    },
  });
}
