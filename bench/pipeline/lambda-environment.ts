/** The environment that a contender finds, as the deployed function does; all talk to the same stub. */
export function lambdaEnvironment(endpoint: string, contender?: string): NodeJS.ProcessEnv {
  return {
    // Only one of them keeps a history: the others have nothing that would be compared with it.
    ...(contender === 'with-history' && { HISTORY_TABLE: 'bench-history' }),
    SUBMISSIONS_TABLE: 'bench-submissions',
    SCORES_TABLE: 'bench-scores',
    COURSE_SCORES_TABLE: 'bench-course-scores',
    FORGOTTEN_TABLE: 'bench-forgotten',
    IDEMPOTENCY_TABLE: 'bench-idempotency',
    DEAD_LETTER_QUEUE_URL: `${endpoint}/000000000000/bench-dead-letters`,
    VERSION: '0.0.0',
    POWERTOOLS_SERVICE_NAME: 'canvas-grade-state-bench',
    POWERTOOLS_METRICS_NAMESPACE: 'CanvasGradeState',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'canvas-grade-state-bench',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: 'INFO',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}
