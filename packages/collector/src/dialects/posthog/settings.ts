import type { Context } from "hono";
import { bearerToken } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import { readCaptureBody, tokenOf } from "./read-body.ts";

type Handler = (context: Context<CollectorEnv>, collector: IngestContext) => Promise<Response>;

/** What of PostHog's browser client would need more than events: all of it is off. */
const SETTINGS = {
  supportedCompression: ["gzip", "gzip-js"],
  hasFeatureFlags: false,
  analytics: { endpoint: "/i/v0/e/" },
  autocapture_opt_out: false,
  autocaptureExceptions: false,
  capturePerformance: false,
  captureDeadClicks: false,
  defaultIdentifiedOnly: true,
  elementsChainAsString: true,
  errorTracking: { autocaptureExceptions: false, suppressionRules: [] },
  heatmaps: false,
  isAuthenticated: false,
  sessionRecording: false,
  siteApps: [],
  surveys: false,
  toolbarParams: {},
};

/** No flag is defined here: clients fall back to what the app gives them. Older clients read other names. */
const FLAGS = {
  flags: {},
  featureFlags: {},
  featureFlagPayloads: {},
  errorsWhileComputingFlags: false,
};

/** `POST /flags/` and `/decide/`: the flags of one user. */
export const flags: Handler = async (context, collector) => {
  const body = await readCaptureBody(context, collector);
  await authenticate(collector, tokenOf(body), context.req.query("token"));
  return context.json({ ...SETTINGS, ...FLAGS, requestId: crypto.randomUUID() });
};

/** `GET /array/:token/config`: what the browser client asks for before it does more than send events. */
export const settings: Handler = async (context, collector) => {
  const token = context.req.param("token");
  await authenticate(collector, token);
  return context.json({ token, ...SETTINGS });
};

/** `GET /array/:token/config.js`: the script of the same, which has nothing to set. */
export const settingsScript: Handler = async (context, collector) => {
  await authenticate(collector, context.req.param("token"));
  return context.body("", 200, {
    "content-type": "text/javascript",
    // A page loads it as a script, without an origin to answer to.
    "access-control-allow-origin": "*",
  });
};

/** `GET /flags/definitions`: for clients that evaluate flags themselves, with a key that is not known here. */
export const flagDefinitions: Handler = async (context, collector) => {
  await authenticate(collector, context.req.query("token"), bearerToken(context));
  return context.json({ flags: [], group_type_mapping: {}, cohorts: {} });
};
