// @ts-check
import { checkUrl, defineDestination, judgeStatus, separate } from "@peekjs/destinations";

/**
 * Tells a Slack channel of events, each as one message.
 *
 * @param {{ url: string, name?: string }} options `url` of an incoming webhook, and what every destination takes
 */
export function slack(options) {
  const url = checkUrl(options.name ?? "slack", options.url);
  return defineDestination(
    {
      name: "slack",
      limits: { events: 1, maxAge: 60 * 60 * 1_000 },
      // Whoever knows the URL can write to the channel.
      secrets: [url, new URL(url).pathname],
      accepts: ({ type }) => type === "track",
      map(original) {
        const { event, omitted } = separate(original);
        const who = event.userId ?? event.anonymousId ?? "somebody";
        return { payload: { text: escape(`${event.event} by ${who}`) }, omitted };
      },
      async send([item], { post }) {
        return judgeStatus(await post({ url, body: item?.payload }));
      },
    },
    // As many as Slack takes; whoever makes the destination may say otherwise.
    { requestsPerSecond: 1, ...options },
  );
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
