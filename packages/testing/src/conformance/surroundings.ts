import { AsyncLocalStorage } from "node:async_hooks";

/** Watches from inside an app how calls pass through what is registered between two middlewares or hooks. */
export class Surroundings {
  readonly #outer = new AsyncLocalStorage<string>();
  readonly #inner = new AsyncLocalStorage<string>();
  #isInside = false;
  #log: string[] = [];

  /** The middleware, or hook, in front of the clients. */
  before<Result>(next: () => Result): Result {
    this.#isInside = true;
    try {
      const result = this.#outer.run("outer", next);
      this.#note(result);
      return result;
    } catch (error) {
      this.#log.push(`next threw ${String(error)}`);
      throw error;
    } finally {
      this.#isInside = false;
    }
  }

  /** The middleware, or hook, behind the clients. */
  after<Result>(next: () => Result): Result {
    this.#log.push(this.#isInside ? "called at once" : "called later");
    return this.#inner.run("inner", next);
  }

  /** For `GET /surroundings`: what the handler sees, and what was seen since it was asked last. */
  tell(): string[] {
    return [`${this.#outer.getStore()} ${this.#inner.getStore()}`, ...this.#log.splice(0)];
  }

  #note(result: unknown): void {
    if (!(result instanceof Promise)) {
      this.#log.push(`next returned ${String(result)}`);
      return;
    }
    this.#log.push("next returned a promise");
    result.then(
      (value) => this.#log.push(`resolved with ${String(value)}`),
      (error) => this.#log.push(`rejected with ${String(error)}`),
    );
  }
}
