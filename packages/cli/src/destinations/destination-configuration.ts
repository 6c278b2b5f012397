import { PeekError, type Destination } from "@peekjs/protocol";
import { DestinationFile, type StoredDestination } from "./destination-file.ts";
import { openSecrets } from "./open-secrets.ts";

interface Known {
  /** As it rests, as JSON. */
  stored: string;
  /** Absent where it cannot be made. */
  destination: Destination | undefined;
}

/** What keeps one destination from being made; others than these are about all of them. */
const OF_ONE: ReadonlySet<string> = new Set([
  "PEEK_E_DESTINATION_OPTION",
  "PEEK_E_DESTINATION_URL",
  "PEEK_E_DESTINATION_FILE",
]);

/** The destinations of a data directory, ready to be connected, as its file has them at the time. */
export class DestinationConfiguration {
  readonly #dataDirectory: string;
  readonly #file: DestinationFile;
  readonly #env: NodeJS.ProcessEnv;
  readonly #report: (error: unknown) => void;
  #known = new Map<string, Known>();
  #private = new Set<string>();
  #isKeyBeside = false;

  /** @param report told once of each state of a destination in which it cannot be made */
  constructor(dataDirectory: string, env: NodeJS.ProcessEnv, report: (error: unknown) => void) {
    this.#dataDirectory = dataDirectory;
    this.#file = new DestinationFile(dataDirectory);
    this.#env = env;
    this.#report = report;
  }

  /** Whether secrets rest beside the key that opens them, as it was read last. */
  get isKeyBeside(): boolean {
    return this.#isKeyBeside;
  }

  /** Whether a destination may be at a private address, as it was read last. */
  readonly allowPrivate = (name: string): boolean => this.#private.has(name);

  /** What the file holds, to be compared with what it held. */
  content(): string | undefined {
    return this.#file.content();
  }

  /**
   * Those that have not changed since they were read last are the same objects. One that cannot be made any more stays as it
   * was; one that never could be is left out.
   *
   * @throws CommandError `PEEK_E_DESTINATION_FILE`, `PEEK_E_SECRET_KEY`
   */
  async read(): Promise<Destination[]> {
    const stored = this.#file.read();
    const known = new Map<string, Known>();
    if (stored.length > 0) {
      // All of them take a while to load, and most collectors have none.
      const { createDestination } = await import("./configure.ts");
      const secrets = openSecrets(stored, this.#dataDirectory, this.#env);
      this.#isKeyBeside = secrets?.isKeyBeside === true;
      for (const one of stored) {
        const json = JSON.stringify(one);
        const before = this.#known.get(one.name);
        if (before?.stored === json) known.set(one.name, before);
        else {
          const create = (): Destination => createDestination(one, secrets?.box);
          known.set(one.name, { stored: json, destination: this.#make(create, one, before) });
        }
      }
    }
    this.#known = known;
    this.#private = new Set(stored.flatMap((one) => (one.allowPrivate ? [one.name] : [])));
    return [...known.values()].flatMap(({ destination }) => destination ?? []);
  }

  #make(
    create: () => Destination,
    { name }: StoredDestination,
    before: Known | undefined,
  ): Destination | undefined {
    try {
      return create();
    } catch (error) {
      if (!(error instanceof PeekError && OF_ONE.has(error.code))) throw error;
      const meanwhile =
        before?.destination === undefined
          ? `"${name}" gets nothing of what comes; the other destinations do.`
          : `"${name}" goes on as it was.`;
      const message = `${error.message} Until ${this.#file.path} is corrected, ${meanwhile}`;
      this.#report(new PeekError(error.code, message, { cause: error }));
      return before?.destination;
    }
  }
}
