// @ts-check
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { attach, setError, setRoute } from "@peekjs/node";

/**
 * @typedef {import("node:http").IncomingMessage} Request
 * @typedef {import("node:http").ServerResponse} Response
 */

/** @type {Map<string, { id: string, amount: number, paid: boolean }>} */
const invoices = new Map();
for (let n = 1; n <= 50; n++)
  invoices.set(`inv-${n}`, { id: `inv-${n}`, amount: n * 100, paid: n % 3 === 0 });

/** @type {Record<string, (request: Request, response: Response, id: string) => Promise<void>>} */
const routes = {
  async "GET /invoices/:invoiceId"(_, response, id) {
    await sleep(2); // As long as a small query takes.
    const invoice = invoices.get(id);
    json(response, invoice === undefined ? 404 : 200, invoice ?? { error: "no such invoice" });
  },
  async "POST /invoices/:invoiceId/payments"(_, response, id) {
    const invoice = invoices.get(id);
    if (invoice === undefined) return json(response, 404, { error: "no such invoice" });
    if (invoice.paid) return json(response, 409, { error: "paid already" });
    await sleep(60);
    if (invoice.amount % 700 === 0) throw new Error("The bank did not answer");
    invoice.paid = true;
    json(response, 201, invoice);
  },
};

const server = createServer(async (request, response) => {
  try {
    const [, collection, id = "", action] = (request.url ?? "").replace(/\?.*/, "").split("/");
    const template = `/${collection}/:invoiceId${action === undefined ? "" : `/${action}`}`;
    const handle = routes[`${request.method} ${template}`];
    if (handle === undefined) return json(response, 404, { error: "no such page" });
    setRoute(request, template);
    await handle(request, response, id);
  } catch (error) {
    setError(request, error);
    json(response, 500, { error: "something failed" });
  }
});
attach(server);

/** @type {(response: Response, status: number, value: unknown) => void} */
function json(response, status, value) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

server.listen(Number(process.env["PORT"] ?? 3005), "127.0.0.1", () =>
  console.log("invoices", server.address()),
);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
