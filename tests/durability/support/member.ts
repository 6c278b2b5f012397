/** One of several clients that share a folder: records from its own first item on, and says so in its own journal. */
import { join } from "node:path";
import { createPeek, type Peek, type PeekOptions } from "@peekjs/core";
import { Recorder } from "./recorder.ts";

export interface MemberSettings {
  options: PeekOptions;
  /** Folder of the journals. */
  journals: string;
}

/** Room for the items of one member. */
const ITEMS_OF_ONE = 100_000;

export class Member {
  readonly #client: Peek;
  readonly #recorder: Recorder;

  constructor({ options, journals }: MemberSettings, id: number) {
    this.#client = createPeek(options);
    this.#recorder = new Recorder(this.#client, join(journals, String(id)));
    this.#recorder.start(id * ITEMS_OF_ONE, 1);
  }

  async end(): Promise<void> {
    this.#recorder.close();
    await this.#client.shutdown({ timeout: 5_000 });
  }
}
