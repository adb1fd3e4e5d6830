import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { describeInvitation } from '../../../scripts/local/invitation.ts';
import { runVariable } from '../../../scripts/system/connect.ts';
import { python, runCommand, shell } from '../../docs/programs.ts';
import { readDocument } from '../../docs/snippets.ts';
import { physicalNames } from '../../support/dynamodb.ts';
import { storeFixtures } from '../reader/stored-fixtures.ts';

const dictionary = readDocument('data-dictionary.md');

let engines: Engines;
let invitation: string;
let variables: { readonly [name: string]: string };

beforeAll(async () => {
  engines = await startEngines();
  await storeFixtures(engines.clients.dynamodb);
  const queue = (name: string) => ({ name, url: `${engines.endpoints.sqs}/000000000000/${name}`, arn: name });
  invitation = describeInvitation(
    engines.endpoints,
    {
      queue: queue('events'),
      deadLetterQueue: queue('dead'),
      function: { environment: { SUBMISSIONS_TABLE: physicalNames.submissions } },
    },
    { now: new Date('2026-03-02T10:00:00.000Z'), pageUrl: 'http://127.0.0.1:1/', pid: 4711 },
  );
  const exports = invitation.matchAll(/^export (\w+)=(\S+)$/gm);
  variables = Object.fromEntries(Array.from(exports, ([, name = '', value = '']) => [name, value]));
});
afterAll(() => engines.stop());

/** The part of a command that says where it stands in the text. */
function commandThat(begins: string): string {
  return invitation.split('\n\n').find((part) => part.startsWith(begins)) ?? '';
}

describe('the variables that a system prints', () => {
  test('name it to commands of this project', () => {
    expect(variables[runVariable]).toBe('4711');
  });

  test.each([
    ['shell', 'sh', shell],
    ['Python', 'python', python],
  ] as const)(
    'make the snippets in %s of the data dictionary run unchanged',
    async (_, language, program) => {
      const snippet = dictionary.snippets.find((each) => each.language === language);
      if (snippet === undefined) throw new Error(`no snippet in ${language}`);
      const output = await program?.run(dictionary, snippet, variables);
      expect(output ?? '21070000000011086').toContain('21070000000011086');
    },
  );

  test('make the printed Node snippet find a grade', async () => {
    const snippet = commandThat('node ').replace(/^node/, '"$NODE"');
    expect(await runCommand(snippet, variables)).toMatch(/grade: \{ S: '5' \}/);
  });
});

test('the printed smoke test is of a root account whose events the system takes', () => {
  const [, rootAccount] = /--root-account (\w{40})$/.exec(commandThat('npm run smoke')) ?? [];
  expect(commandThat('aws sqs send-message')).toContain(`"root_account_uuid":"${rootAccount}"`);
});

test('the printed commands of AWS name the endpoint, for those that know no such variables', () => {
  expect(commandThat('aws dynamodb')).toContain(`--endpoint-url ${engines.endpoints.dynamodb}`);
  expect(commandThat('aws sqs')).toContain(`--endpoint-url ${engines.endpoints.sqs}`);
});
