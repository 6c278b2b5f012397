import { PeekError, type Diagnostic } from "@peekjs/protocol";
import type { Report } from "./report.ts";

const MOST = 20;

/** What is wrong with how an app is set up: told once each, and to the collector with what is sent. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  add({ code, detail }: Diagnostic): void {
    const isKnown = this.list.some((known) => known.code === code && known.detail === detail);
    if (isKnown || this.list.length >= MOST) return;
    this.list.push({ code, detail });
    this.#report(new PeekError(code, detail));
  }
}
