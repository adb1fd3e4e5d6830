import { parseArgs } from 'node:util';
import { send } from './dynamodb.ts';

/*
 * Stands in for the AWS command line where it is not installed: `aws dynamodb get-item --table-name T --key JSON`,
 * as the shell has split it.
 */

const pascal = (text: string) => text.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const [service, operation = '', ...args] = process.argv.slice(2);
if (service !== 'dynamodb') throw new Error(`no stand-in for aws ${service}`);

const { tokens } = parseArgs({ args, strict: false, tokens: true, allowPositionals: true });
const options = new Map<string, string>();
let name = '';
for (const token of tokens) {
  if (token.kind === 'option') {
    name = token.name;
    if (name === 'no-scan-index-forward') options.set(name, '');
  }
  if (token.kind === 'positional') options.set(name, token.value);
}

const own = new Set(['query', 'output', 'max-items', 'no-scan-index-forward']);
const input: { [name: string]: unknown } = Object.fromEntries(
  [...options]
    .filter(([option]) => !own.has(option))
    .map(([option, value]) => [pascal(option), /^[{[]/.test(value) ? (JSON.parse(value) as unknown) : value]),
);

if (options.has('no-scan-index-forward')) input['ScanIndexForward'] = false;

const output = (await send(pascal(operation), input)) as { Items?: object[] };
const shown = output.Items?.slice(0, Number(options.get('max-items') ?? Infinity));
const query = options.get('query');
if (query !== undefined && query !== 'Items') throw new Error(`no stand-in for --query ${query}`);
const document = query === 'Items' ? shown : { ...output, ...(shown && { Items: shown }) };
process.stdout.write(`${JSON.stringify(document, null, 4)}\n`);
