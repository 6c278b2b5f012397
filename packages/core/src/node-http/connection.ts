import { addToConnection, type Connection, takeFromConnection } from "./connection-exchanges.ts";
import { watchEndByApp } from "./ended-by-app.ts";
import type { Exchange } from "./exchange.ts";
import { markFirstOnConnection } from "./raw-answer.ts";
import { reportExchange } from "./report-exchange.ts";

/** Keeps an exchange on its connection until it ends; reports it at the latest when the connection closes. */
export function attachToConnection(exchange: Exchange, socket: Connection): void {
  if (!addToConnection(exchange, socket)) return;
  socket.on("close", onClose);
  watchEndByApp(socket);
  markFirstOnConnection(exchange);
}

function onClose(this: Connection): void {
  let exchange = takeFromConnection(this);
  while (exchange !== undefined) {
    const { nextOnConnection } = exchange;
    reportExchange(exchange);
    exchange = nextOnConnection;
  }
}
