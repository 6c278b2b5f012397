import { useMutation, useQueryClient } from "@tanstack/preact-query";
import type { JSX } from "preact";
import { sendTestRequest } from "../api/send-test-request.ts";

/** Sends one request through the real ingest, so that the way behind it is proven. */
export function TestRequest(): JSX.Element {
  const client = useQueryClient();
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () => sendTestRequest(Date.now()),
    onSuccess: () => client.invalidateQueries(),
  });
  const rejected = data?.rejected[0];
  return (
    <div class="start-test">
      <button type="button" class="button" disabled={isPending} onClick={() => mutate()}>
        Send a test request
      </button>
      <p role="status">
        {error && `The collector refused it: ${error.message}`}
        {rejected && `The collector rejected it: ${rejected.detail}`}
        {data && !rejected && "Sent and accepted."}
      </p>
    </div>
  );
}
