export const HELP = `peek: who calls your API, what fails and what is slow

Usage: peek [command] [options]

Commands:
  dev           collector and dashboard on this computer, without a key (default)
  start         collector for production: every client needs a key
  demo          dashboard with made-up traffic, in a data directory of its own
  keys          the keys of this collector, without their secrets, and when they were last used
  keys create   make a key and print it once
  keys register <key>
                let clients of another vendor go on with the key they have; without <key> it is read from stdin
  keys rotate <id>
                make a key in the place of another, which goes on for a while, so that clients change without a gap
  keys revoke <id>
                refuse a key from now on, also in a collector that runs
  destinations  where this collector sends events on to, without secrets
  destinations add <type>
                send events on: meta, ga4, reddit, tiktok, webhook, otlp, ndjson, console
  destinations test <name>
                send one event, and say what became of it
  destinations remove <name>
                send no more; what waits is kept
  spool         what clients here could not deliver, and the records that were refused
  spool show [<n> | <id>]
                the refused records, called dead letters, or one of them as it is
  spool send [<n> | <id>]
                send dead letters again, of one spool or of all that are for the endpoint
  spool clear [<n> | <id>]
                remove dead letters, of one spool or of all

Options of dev, start and demo:
  --port <n>         port to listen on (PORT; 7335)
  --otlp-port <n>    dev, start: a further port for OpenTelemetry, 0 for none (dev: 4318 if it is free; start: none)
  --host <address>   address to listen on (start: HOST; 127.0.0.1)
  --data-dir <path>  where events are kept (PEEK_DATA_DIR; ./.peek)
  --open             open the dashboard in the browser
  --json             print one JSON object instead of text

Options of keys create:
  --service <name>   the only service whose requests a write key may report
  --write | --read | --admin
                     what the key allows; admin keys also read
  --expires <when>   how long: 12h, 90d, 26w, or until 2031-01-31, 2031-01-31T18:00Z (for ever)
  --data-dir <path>  that of the collector (PEEK_DATA_DIR; ./.peek)
  --json             print one JSON object instead of text

Options of keys register:
  --dialect <name>       peekapi, segment, rudderstack, posthog, serla, unisights (auto)
  --service <name>       what its clients report as, since they do not tell
  --environment <name>   where they run (production)
  --expires <when>       how long, as for keys create (for ever)
  --replace              in place of how the key is registered, also where it was revoked or has expired
  --data-dir <path>      that of the collector (PEEK_DATA_DIR; ./.peek)
  --json                 print one JSON object instead of text

Options of keys, keys rotate and keys revoke:
  <id>               rotate, revoke: a key's id, its start (4 characters or more) or the key; - reads the key from stdin
  --grace <span>     rotate: how long the old key goes on at most: 12h, 7d, 2w, or 0d (7d)
  --expires <when>   rotate: how long the new one lets in, as for keys create (as long as the old one was made for)
  --data-dir <path>  that of the collector (PEEK_DATA_DIR; ./.peek)
  --json             print one JSON object instead of text

Options of destinations add, test and remove:
  --set <option>=<value> add: once for each; @<path> reads a value from a file, - from stdin, or asks for it
  --set-env <option>=<VARIABLE>
                         add: the value is that of an environment variable
  --name <name>          add: for a second one of the same type
  --replace              add: in the place of the one of this name, which loses no event; give all its options
  --allow-private        add: it may be at a private address, and reached by http
  --data-dir <path>      that of the collector (PEEK_DATA_DIR; ./.peek)
  Secrets are encrypted with PEEK_SECRET_KEY, or with secret.key in the data directory.

Options of spool, spool show, spool send and spool clear:
  --storage-path <path>  that of the clients (PEEK_STORAGE_PATH; where clients look by default)
  --endpoint <url>       send: the collector (PEEK_ENDPOINT)
  --api-key <key>        send: a write key (PEEK_API_KEY, which other users of the computer do not see)
  --yes                  clear: without asking
  --json                 print one JSON object instead of text

  -h, --help         this text
  -v, --version      the version

Exit codes: 0 fine, 1 failure, 2 wrong usage, 78 wrong configuration`;
