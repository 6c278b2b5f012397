import type { Destination } from "@peekjs/protocol";
import { DestinationFile } from "./destination-file.ts";
import { openSecrets } from "./open-secrets.ts";

interface Known {
  /** As it rests, as JSON. */
  stored: string;
  destination: Destination;
}

/** The destinations of a data directory, ready to be connected, as its file has them at the time. */
export class DestinationConfiguration {
  readonly #dataDirectory: string;
  readonly #file: DestinationFile;
  readonly #env: NodeJS.ProcessEnv;
  #known = new Map<string, Known>();
  #private = new Set<string>();
  #isKeyBeside = false;

  constructor(dataDirectory: string, env: NodeJS.ProcessEnv) {
    this.#dataDirectory = dataDirectory;
    this.#file = new DestinationFile(dataDirectory);
    this.#env = env;
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
   * Those that have not changed since they were read last are the same objects.
   *
   * @throws CommandError `PEEK_E_DESTINATION_FILE`, `PEEK_E_SECRET_KEY`; PeekError `PEEK_E_DESTINATION_OPTION`,
   *   `PEEK_E_DESTINATION_URL`
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
        const isSame = before?.stored === json;
        known.set(
          one.name,
          isSame ? before : { stored: json, destination: createDestination(one, secrets?.box) },
        );
      }
    }
    this.#known = known;
    this.#private = new Set(stored.flatMap((one) => (one.allowPrivate ? [one.name] : [])));
    return [...known.values()].map(({ destination }) => destination);
  }
}
