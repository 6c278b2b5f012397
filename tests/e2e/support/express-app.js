import { peek } from "@peekjs/express";
import express from "express";

const app = express();
app.use(peek());

const users = express.Router();
users.get("/:id", (request, response) => void response.json({ id: request.params.id }));
app.use("/users", users);
app.get("/broken", () => {
  throw new Error("broken on purpose");
});
app.use((_error, _request, response, _next) => void response.status(500).end());

const server = app.listen(0, "127.0.0.1", () => {
  console.log(`app on http://127.0.0.1:${server.address().port}`);
});
process.once("SIGTERM", () => server.close());
