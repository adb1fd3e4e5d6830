export const usage = `Usage: npm run dead-letters -- list | show ID | redrive | purge | send FILE [options]

Looks at the events that could not be applied, sends them to the consumer again, or removes them.

  --stack NAME        the deployed system (default canvas-grade-state-prod), with the ordinary AWS
                      credentials and region
  --local             the system that npm run local -- --keep keeps running

Which (repeatable; those of different kinds narrow each other down):
  --code CODE         rejected by validation with this code
  --failed            failed after 5 receives: these have no code
  --event-name NAME   of this event
  --id ID             this message
  --all               every one; redrive and purge do nothing without a selection

list                  counts and ages by reason and event name, never a body
  --ids               with the ids of the messages
  --json              one JSON document and nothing else on stdout
show ID               one message's reason, times and attributes
  --body              and its body, which holds student data
redrive               sends them back to the source queue as they came, and removes each once it is sent
  --dry-run           only says what would be sent
  --rate N            messages a second, at most (default 100)
purge                 removes them for good, after writing them to a file and asking
  --dry-run           only says what would be removed
  --file PATH         where to write them (default: a new file in this folder)
  --yes               does not ask
send FILE             sends what purge has written to the source queue, as it once came: all of the file, or
                      what is selected of it
  --dry-run           only says what would be sent
  --rate N            messages a second, at most (default 100)

Interrupting loses nothing: every message is in the dead-letter queue, in the source queue or in the file of a
purge, perhaps in two of them, and the merge makes a copy harmless. So is a file that is sent again. While a command looks at messages they are hidden from others; after a
kill they stay hidden for up to 2 minutes. Ages count from Canvas's sending for a message that failed, and
from its rejection for one that was rejected; SQS deletes it when that is 14 days ago.

Exit status: 0 when done, also if nothing matched; 1 if not; 2 for a wrong option; 130 when interrupted.
`;
