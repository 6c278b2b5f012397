import fc from "fast-check";
import { expect, it } from "vitest";
import { Circuit } from "../../src/runner/circuit.ts";

const SETTINGS = { retryDelay: 500, circuitFailures: 5, circuitCooldown: 30_000 };

it("waits at most twice as long after each failure, up to a minute, then cools down", () => {
  for (let run = 0; run < 50; run++) {
    const circuit = new Circuit(SETTINGS);
    for (let failures = 1; failures < 5; failures++) {
      circuit.fail(0);
      expect(circuit.remaining(0)).toBeLessThanOrEqual(500 * 2 ** (failures - 1));
      expect(circuit.state(0)).toBe("closed");
    }
    for (let failures = 5; failures < 20; failures++) {
      circuit.fail(0);
      const cooldown = Math.min(600_000, 30_000 * 2 ** (failures - 5));
      expect(circuit.remaining(0)).toBeGreaterThanOrEqual(cooldown / 2);
      expect(circuit.remaining(0)).toBeLessThanOrEqual(cooldown);
      expect(circuit.state(0)).toBe("open");
    }
    expect(circuit.state(600_000)).toBe("half-open");
    circuit.succeed();
    expect(circuit.state(0)).toBe("closed");
    expect(circuit.remaining(0)).toBe(0);
  }
});

it("cools down for at most twenty times what is set", () => {
  const circuit = new Circuit({ ...SETTINGS, circuitCooldown: 100 });
  for (let failures = 0; failures < 100; failures++) circuit.fail(0);
  expect(circuit.remaining(0)).toBeLessThanOrEqual(2_000);
});

it("never rests for longer than a minute", () => {
  const circuit = new Circuit({ ...SETTINGS, retryDelay: 1e12 });
  circuit.rest(0, 0);
  expect(circuit.remaining(0)).toBeLessThanOrEqual(60_000);
});

it("is never tried before the time that was asked for, whatever happens in between", () => {
  const step = fc.constantFrom("succeed", "fail", "rest", "open", "hurry");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.array(step), (after, steps) => {
      const circuit = new Circuit(SETTINGS);
      circuit.fail(0, after);
      for (const name of steps) {
        if (name === "rest") circuit.rest(0, 0);
        else if (name === "succeed" || name === "hurry") circuit[name]();
        else circuit[name](0);
      }
      expect(circuit.remaining(0)).toBeGreaterThanOrEqual(after);
    }),
  );
});
