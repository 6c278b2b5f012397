import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { CONNECTION_EXCHANGES } from "../../src/adapter/shared-keys.ts";
import {
  addToConnection,
  findByResponse,
  findOnConnection,
  removeFromConnection,
  takeFromConnection,
} from "../../src/node-http/connection-exchanges.ts";
import type { Exchange } from "../../src/node-http/exchange.ts";

function exchangeOn(socket: Socket): Exchange {
  const incoming = new IncomingMessage(socket);
  const outgoing = new ServerResponse(incoming);
  return { incoming, outgoing, nextOnConnection: undefined } as Partial<Exchange> as Exchange;
}

/** A connection with three requests under way, the oldest first. */
function pipelined(): { socket: Socket; exchanges: [Exchange, Exchange, Exchange] } {
  const socket = new Socket();
  const exchanges: [Exchange, Exchange, Exchange] = [
    exchangeOn(socket),
    exchangeOn(socket),
    exchangeOn(socket),
  ];
  for (const exchange of exchanges) addToConnection(exchange, socket);
  return { socket, exchanges };
}

test("an exchange is found by its response, by its request, and by another response to that", () => {
  const { socket, exchanges } = pipelined();
  for (const exchange of exchanges) {
    const { incoming, outgoing } = exchange;
    const another = new ServerResponse(incoming);
    expect(findByResponse(socket, outgoing)).toBe(exchange);
    expect(findByResponse(socket, another)).toBeUndefined();
    for (const message of [outgoing, incoming, another]) {
      expect(findOnConnection(socket, message, incoming)).toBe(exchange);
    }
  }
});

test.each([0, 1, 2])("number %i of those under way can end first", (index) => {
  const { socket, exchanges } = pipelined();
  const [ended] = exchanges.splice(index, 1);
  removeFromConnection(ended!, socket);
  expect(findByResponse(socket, ended!.outgoing)).toBeUndefined();
  for (const exchange of exchanges) {
    expect(findByResponse(socket, exchange.outgoing)).toBe(exchange);
  }
});

test("only the first exchange that a connection ever has is the first", () => {
  const socket = new Socket();
  const first = exchangeOn(socket);
  expect(addToConnection(first, socket)).toBe(true);
  expect(addToConnection(exchangeOn(socket), socket)).toBe(false);
  takeFromConnection(socket);
  expect(addToConnection(exchangeOn(socket), socket)).toBe(false);
});

test("what is taken off a connection is no longer found there", () => {
  const { socket, exchanges } = pipelined();
  const [oldest, second, third] = exchanges;
  expect(takeFromConnection(socket)).toBe(oldest);
  expect(oldest.nextOnConnection).toBe(second);
  expect(second.nextOnConnection).toBe(third);
  expect(findByResponse(socket, second.outgoing)).toBeUndefined();
  expect(takeFromConnection(socket)).toBeUndefined();
});

test("nothing of it shows where a socket is printed", () => {
  const { socket } = pipelined();
  expect(Object.getOwnPropertySymbols(socket)).toContain(CONNECTION_EXCHANGES);
  expect(inspect(socket)).not.toContain("peek");
});
