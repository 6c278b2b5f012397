import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createPeek, type Peek } from "@peekjs/core";
import { attach, withPeek } from "@peekjs/node";
import { describeAdapter, running, type AdapterShows } from "@peekjs/testing/conformance";
import { createListener, templateOf } from "./app.ts";

const shows: AdapterShows = {
  wildcard: "/files/*",
  guarded: "/guarded/:zone/*",
  errors: true,
  handlerTime: false,
  setConsumer: true,
  inner: false,
  compression: true,
  endsBrokenStreams: true,
  hostileHost: true,
};
const header = ({ headers }: IncomingMessage, name: string) => headers[name] as string | undefined;

describeAdapter<Peek>({
  name: "attach of @peekjs/node on node:http",
  createClient: createPeek,
  startApp: ({ clients }) => {
    const server = createServer(createListener());
    for (const client of clients) attach(server, client);
    return running(server.listen(0, "127.0.0.1"));
  },
  header,
  shows,
});

describeAdapter<Peek>({
  name: "withPeek of @peekjs/node on node:http",
  createClient: createPeek,
  startApp: ({ clients }) => {
    let listener: RequestListener = createListener({ tellsRoute: false });
    for (const client of clients) listener = withPeek(listener, client, { route: templateOf });
    return running(createServer(listener).listen(0, "127.0.0.1"));
  },
  header,
  shows,
});
