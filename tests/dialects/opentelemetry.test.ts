import { describe, expect, it } from "vitest";
import { Exporting } from "./support/opentelemetry.ts";
import { RunningCollector } from "./support/running-collector.ts";

const HOUR = 3_600_000;

describe.each(["json", "protobuf"] as const)("OpenTelemetry's exporter, %s", (encoding) => {
  it("has each server's span kept once as a request, as it was ended", async () => {
    const collector = await RunningCollector.start();
    const exporting = new Exporting(collector.url, encoding, {
      "service.name": "orders",
      "deployment.environment.name": "staging",
    });
    const endedAt = Date.now();
    exporting.end({
      startedAt: endedAt - 12,
      endedAt,
      attributes: {
        "http.request.method": "GET",
        "http.route": "/users/:id",
        "url.path": "/users/ü✓",
        "url.query": "token=secret",
        "http.response.status_code": 500,
        "http.response.body.size": 12,
        "user_agent.original": "curl/8 ✓",
        "enduser.id": "u1",
        "network.protocol.version": "1.1",
        "http.request.header.accept": ["a", "b"],
      },
      error: new TypeError("boom"),
    });
    exporting.end({
      startedAt: endedAt - 100,
      endedAt,
      attributes: { "http.method": "POST", "http.target": "/old?a=b", "http.status_code": 204 },
    });
    await exporting.close();
    await expect.poll(async () => (await collector.requests()).length).toBe(2);
    const [stable, old] = await collector.requests();
    expect(stable).toMatchObject({
      service: "shop",
      environment: "staging",
      method: "GET",
      route: "/users/:id",
      path: "/users/ü✓",
      status: 500,
      durationMs: 12,
      responseBytes: 12,
      userAgent: "curl/8 ✓",
      consumer: "u1",
      protocol: "1.1",
      errorType: "TypeError",
      errorMessage: "boom",
      timestamp: endedAt - 12,
    });
    expect(stable!.errorStack).toContain("opentelemetry.test.ts");
    expect(old).toMatchObject({ method: "POST", path: "/old", status: 204, durationMs: 100 });
    expect(JSON.stringify([stable, old])).not.toContain("secret");
  });

  it.each([3, -3])("may have a clock that is %d hours off", async (hours) => {
    const collector = await RunningCollector.start();
    collector.clockOffset = -hours * HOUR;
    const exporting = new Exporting(collector.url, encoding);
    const endedAt = Date.now();
    const attributes = { "http.request.method": "GET", "http.response.status_code": 200 };
    exporting.end({ startedAt: endedAt - 5, endedAt, attributes });
    await exporting.close();
    await expect.poll(async () => (await collector.requests()).length).toBe(1);
    // No request can be of the future; else its time is taken as it is.
    const shift = hours > 0 ? -hours * HOUR : 0;
    const [time] = await collector.requestTimes();
    expect(Math.abs(time! - endedAt - shift)).toBeLessThan(10_000);
  });
});
