const CONSUMERS = 1_000;
/** Not a multiple of the number of routes: every consumer comes by every route. */
const REQUESTS = 5_003;

const ROUTES: ((n: number) => `${string} ${string}`)[] = [
  (n) => `GET /users/${n % 9_973}`,
  (n) => `GET /users/${n % 9_973}/orders`,
  (n) => `GET /orders/${n % 7_919}/items/${n % 97}`,
  (n) => `GET /products?page=${n % 50}`,
  () => "POST /orders",
];

/** The same requests for every subject: 1,000 consumers with a key each, by turns on every route. */
export const requests: readonly Buffer[] = Array.from({ length: REQUESTS }, (_, n) => {
  const head = ROUTES[n % ROUTES.length]!(n);
  return Buffer.from(
    [
      `${head} HTTP/1.1`,
      "Host: api.example.com",
      "User-Agent: benchmark/1.0",
      "Accept: application/json",
      `X-API-Key: key-${String(n % CONSUMERS).padStart(28, "0")}`,
      ...(head.startsWith("POST") ? ["Content-Length: 0"] : []),
      "\r\n",
    ].join("\r\n"),
  );
});
