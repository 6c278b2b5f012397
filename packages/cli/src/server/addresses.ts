import { isIPv4, isIPv6 } from "node:net";

/** `localhost` resolves to ::1 first in many clients and to 127.0.0.1 in others. */
const LOOPBACK = ["127.0.0.1", "::1"] as const;

/** Whether a host to listen on is reached from this computer alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** The addresses to listen on for a host: both loopback ones for `localhost`. */
export function listenAddresses(host: string): readonly string[] {
  return host === "localhost" ? LOOPBACK : [host];
}

/** The name under which this computer reaches a server that listens on `host`, as it stands in a URL. */
export function hostnameInUrl(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return isIPv6(host) ? `[${host}]` : host;
}
