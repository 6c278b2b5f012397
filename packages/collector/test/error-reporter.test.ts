import { expect, it, onTestFinished, vi } from "vitest";
import { errorReporter } from "../src/error-reporter.ts";

const ERROR = new Error("queue is full");

it.each([
  [
    "throws",
    () => {
      throw new Error("no logger");
    },
  ],
  ["rejects", () => Promise.reject(new Error("no logger"))],
])("tells the console both errors where onError %s", async (_, onError) => {
  const log = vi.spyOn(console, "error").mockReturnValue();
  onTestFinished(() => log.mockRestore());
  errorReporter(onError)(ERROR);
  await vi.waitFor(() => {
    expect(log).toHaveBeenCalledExactlyOnceWith(
      ERROR,
      expect.objectContaining({ message: "no logger" }),
    );
  });
});
