import { createPublicFetch } from "@peekjs/collector/node";
import type { DestinationConnection, ProductEvent } from "@peekjs/protocol";
import { CommandError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { createDestination } from "../destinations/configure.ts";
import { DestinationFile } from "../destinations/destination-file.ts";
import { findDestination } from "../destinations/find-destination.ts";
import { openSecrets } from "../destinations/open-secrets.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { printable } from "../output/printable.ts";
import { dataDirectoryOf } from "../settings.ts";

/** Milliseconds for the whole attempt. */
const TIMEOUT = 15_000;

/** What is of no use for one event. */
const UNFILTERED = {
  events: undefined,
  services: undefined,
  consentCategories: undefined,
  circuitFailures: 1,
};

/** `peek destinations test`: sends one event to a destination, and says what became of it. */
export const destinationsTest: Command = {
  argument: "name",
  options: { "data-dir": { type: "string" } },
  async run(values, process) {
    const dataDirectory = dataDirectoryOf(values, process);
    const stored = findDestination(new DestinationFile(dataDirectory).read(), values["name"]);
    const secrets = openSecrets([stored], dataDirectory, process.env);
    const connection = createDestination(stored, secrets?.box, UNFILTERED).connect({
      fetch: createPublicFetch({ allowPrivate: stored.allowPrivate }),
    });
    await connection.enqueue([testEvent()], { service: "peek", environment: "test" });
    await connection.flush({ timeout: TIMEOUT });
    const problem = await problemOf(connection);
    await connection.close({ timeout: 1 });
    if (problem !== undefined) {
      throw new CommandError(
        "PEEK_E_DESTINATION_TEST",
        `"${stored.name}" did not take the event: ${printable(problem).replace(/\.?$/, ".")}`,
        EXIT_CODE.failure,
      );
    }
    process.stdout.write(`"${stored.name}" took an event called "Peek Test".\n`);
    return EXIT_CODE.ok;
  },
};

async function problemOf(connection: DestinationConnection): Promise<string | undefined> {
  const { delivered, lastFailure: reason, lastAnswer: answer } = connection.stats();
  if (delivered > 0) return undefined;
  const [letter] = await connection.deadLetters();
  const failure = letter ?? { reason, answer };
  if (failure.reason === undefined) return "it has no use for events called Peek Test";
  return failure.answer === undefined ? failure.reason : `${failure.reason}: ${failure.answer}`;
}

function testEvent(): ProductEvent {
  const id = crypto.randomUUID();
  return {
    type: "track",
    event: "Peek Test",
    userId: "peek-test",
    anonymousId: `peek-test-${id}`,
    messageId: id,
    timestamp: Date.now(),
    userData: { email: "peek-test@example.com" },
  };
}
