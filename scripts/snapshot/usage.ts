import { shardVariable } from '../reader/shard.ts';
import { defaultStack } from '../system/target.ts';
import { DEFAULT_RATE } from './options.ts';

/** What both commands have in common. */
export const sources = `Where Canvas's grades are read, one of:
  --cd2 DIR          files of Canvas Data 2, a folder for each table, as dap writes them
  --dap              the same, fetched first, into --cd2 DIR (default canvas-data); resumes where it was
                     interrupted. Reads DAP_API_URL, DAP_CLIENT_ID and DAP_CLIENT_SECRET
  --canvas URL --course ID
                     one course, through Canvas's API. Reads CANVAS_API_TOKEN
  --lines FILE       lines of the neutral form, docs/snapshot-lines.md (repeatable; - for standard input)

  --shard N          the shard of this Canvas, which no source says; default: ${shardVariable}
  --facets LIST      grade,override,course_score by default; also submission, comment, custom_status.
                     Through the API: grade,course_score by default; also submission
  --not-after T      for --lines: an instant no later than the moment at which the lines were read. Without it,
                     changes that did not touch updated_at are not seen
  --unknown          for --cd2 and --dap, of whole snapshots: also reads which rows there are, all of them, and
                     reports those that the files hold no record of. Needs dynamodb:Scan on the three tables`;

export const writing = `  --new-rows         most rows may be missing here, as at a first load; without it this stops then, since with
                     the wrong --shard every row would be there twice
  --rate UNITS       write units a second, 1 to 100000 (default ${DEFAULT_RATE}): a row costs one, a new one up to
                     four
  --checkpoint FILE  notes there how far it is; the same command resumes from there. Removed when done`;

export const target = `  --stack NAME       which system (default ${defaultStack})
  --local            the one that "npm run local -- --keep" keeps running
  -h, --help         this text; --version tells the release`;
