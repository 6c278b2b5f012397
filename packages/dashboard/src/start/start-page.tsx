import type { CollectorStatus } from "@peekjs/protocol";
import type { ComponentChildren, JSX } from "preact";
import { Icon } from "../components/icon.tsx";
import { RefusedNotice } from "../components/refused-notice.tsx";
import { progressOf } from "./progress.ts";
import { SnippetTabs } from "./snippet-tabs.tsx";
import { TestRequest } from "./test-request.tsx";

/** What to do when nothing has arrived yet; it ticks itself off while the reader does it. */
export function StartPage({ status }: { status: CollectorStatus }): JSX.Element {
  const { connected, seen, silent } = progressOf(status, Date.now());
  const client = status.clients[0];
  const needsKey = status.mode === "production";
  return (
    <div class="start">
      <p class="start-title">
        Listening on <span class="nowrap">{new URL(status.ingestUrl).origin}</span>
      </p>
      <p class="start-lead">
        Nothing received yet. Two lines in your app, one request, and it shows up here.
      </p>
      <section class="card" aria-label="Two lines in your app">
        <SnippetTabs ingestUrl={status.ingestUrl} needsKey={needsKey} />
      </section>
      <section class="card start-progress" aria-label="Progress">
        <ol aria-live="polite">
          <Step done>Collector is running</Step>
          <Step done={connected} current={!connected}>
            {client ? `${client.service} has connected (${client.sdk})` : "A client connects"}
          </Step>
          <Step done={seen} current={connected && !seen}>
            {seen ? "A request was seen" : "The first request arrives"}
          </Step>
        </ol>
        {!needsKey && <TestRequest />}
      </section>
      <div aria-live="polite">
        {silent.length > 0 && !seen && (
          <div class="banner" data-level="warning">
            <p>
              <strong>{silent.join(", ")}</strong> is connected but has sent no requests. Is the
              middleware after the routes? Call one of them with <code>curl</code> and watch here.
            </p>
          </div>
        )}
        {status.clients
          .flatMap(({ diagnostics }) => diagnostics)
          .map(({ code, detail }) => (
            <div class="banner" data-level="warning" key={code + detail}>
              <p>
                {detail} <code>{code}</code>
              </p>
            </div>
          ))}
        {status.refused.length > 0 && (
          <div class="banner" data-level="error">
            <RefusedNotice refused={status.refused} />
          </div>
        )}
      </div>
    </div>
  );
}

interface StepProps {
  done: boolean;
  current?: boolean;
  children: ComponentChildren;
}

function Step({ done, current = false, children }: StepProps): JSX.Element {
  return (
    <li class="step" data-done={done} aria-current={current ? "step" : undefined}>
      <span class="step-mark">{done && <Icon name="check" />}</span>
      <span>
        {children}
        <span class="visually-hidden">{done ? " (done)" : " (waiting)"}</span>
      </span>
    </li>
  );
}
