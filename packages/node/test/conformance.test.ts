import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createPeek, type Peek } from "@peekjs/core";
import { attach, withPeek } from "@peekjs/node";
import { describeAdapter, running, type AdapterShows } from "@peekjs/testing/conformance";
import { createListener, templateOf } from "./app.ts";

const shows: AdapterShows = {
  wildcard: "/files/*",
  guarded: "/guarded/:zone/*",
  refusals: true,
};
const header = ({ headers }: IncomingMessage, name: string) => headers[name] as string | undefined;

/** A listener that is called through something else. */
function around(
  listener: RequestListener,
  through: (call: () => unknown) => unknown,
): RequestListener {
  return (request, response) => through(() => listener(request, response)) as void;
}

describeAdapter<Peek>({
  name: "attach of @peekjs/node on node:http",
  createClient: createPeek,
  startApp: ({ clients, surroundings }) => {
    let listener = createListener({ surroundings });
    if (surroundings) {
      listener = around(listener, (call) => surroundings.after(call));
      listener = around(listener, (call) => surroundings.before(call));
    }
    const server = createServer(listener);
    for (const client of clients) attach(server, client);
    return running(server.listen(0, "127.0.0.1"));
  },
  header,
  shows,
});

describeAdapter<Peek>({
  name: "withPeek of @peekjs/node on node:http",
  createClient: createPeek,
  startApp: ({ clients, surroundings }) => {
    let listener = createListener({ tellsRoute: false, surroundings });
    if (surroundings) listener = around(listener, (call) => surroundings.after(call));
    for (const client of clients) listener = withPeek(listener, client, { route: templateOf });
    if (surroundings) listener = around(listener, (call) => surroundings.before(call));
    return running(createServer(listener).listen(0, "127.0.0.1"));
  },
  header,
  shows: { ...shows, refusals: false },
});
