// @ts-check
import { describeDestination } from "@peekjs/testing/destination";
import { slack } from "../slack.js";

describeDestination({
  name: "slack",
  create: (url, options) => slack({ url: `${url}/services/T0/B0/secret`, ...options }),
  // Slack is told no id of an event: the user's stands for it here.
  event: (id) => ({ userId: id }),
  idsOf: ({ json }) => [json.text.replace(/^.* by /, "")],
  batchSize: 1,
  taken: () => ({ status: 200, body: "ok" }),
  passing: {
    429: { status: 429, headers: { "retry-after": "0" } },
    rollup_error: { status: 500, body: "rollup_error" },
  },
  blocking: {
    action_prohibited: { status: 403, body: "action_prohibited" },
    channel_not_found: { status: 404, body: "channel_not_found" },
    channel_is_archived: { status: 410, body: "channel_is_archived" },
  },
  refused: { status: 400, body: "invalid_payload" },
  secrets: ["/services/T0/B0/secret"],
});
