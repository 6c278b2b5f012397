import { startVendor, type Vendor, type VendorAnswer } from "@peekjs/testing";

/** How a vendor fails now and then: passing errors, in every form that it knows. */
const FAULTS: readonly VendorAnswer[] = [
  { status: 503, headers: { "retry-after": "0" } },
  { status: 200, body: { code: 40_100, error: { code: 4, message: "throttled" } } },
  "reset",
  { status: 500, body: "half of an ans" },
];

/**
 * Starts a vendor of Meta's or TikTok's form that fails every tenth request; of these, one was taken all the same, which
 * its sender cannot know.
 *
 * @param take called with the ids of the events of a request that was taken
 */
export function startFailingVendor(take: (ids: readonly string[]) => void): Promise<Vendor> {
  let requests = 0;
  return startVendor(({ json }) => {
    const ids = (json.data as { event_id: string }[]).map(({ event_id }) => event_id);
    const isFailing = requests++ % 10 === 5;
    const fault = isFailing ? FAULTS[Math.floor(requests / 10) % FAULTS.length] : undefined;
    if (fault === undefined || fault === "reset") take(ids);
    return fault ?? { body: { code: 0, events_received: ids.length } };
  });
}
