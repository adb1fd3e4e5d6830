import { runSnapshotCommand } from '../snapshot/run-snapshot-command.ts';
import { usage } from './usage.ts';

await runSnapshotCommand('backfill', usage);
