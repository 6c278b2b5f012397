import { pino } from "pino";
import { pinoHttp } from "pino-http";
import type { Subject } from "../../../src/subjects/subject.ts";

/** A line for each request, with its default serialisers, written to the null device. */
export default function createSubject(): Subject {
  const log = pinoHttp({ logger: pino(pino.destination("/dev/null")) });
  return {
    observe: (incoming, outgoing) => log(incoming, outgoing),
  };
}
