// @ts-check
import { createPeek } from "@peekjs/core";
import { slack } from "./slack.js";

const [url = "http://127.0.0.1:3010/services/T0/B0/secret"] = process.argv.slice(2);
const client = createPeek({ destinations: [slack({ url, events: ["Signed Up"] })] });

client.track({
  event: "Signed Up",
  userId: "u-7",
  userData: { email: "ada@example.com" },
  properties: { plan: "pro" },
});
client.track({ event: "Button Clicked", userId: "u-7" });

const { destinations } = await client.shutdown();
console.log(destinations);
