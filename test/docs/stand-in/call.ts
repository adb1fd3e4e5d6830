import { text } from 'node:stream/consumers';
import { send } from './dynamodb.ts';

/* What boto3.py beside this file calls: the operation as argument, the request on stdin, the answer on stdout. */
const input = JSON.parse(await text(process.stdin)) as object;
process.stdout.write(JSON.stringify(await send(process.argv[2] ?? '', input)));
