import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { startRecordingEndpoint, startVendor } from "@peekjs/testing";
import { describe, expect, it, vi } from "vitest";
import { freePort } from "../support/free-port.ts";
import { Page, ROOT } from "./support/page.ts";
import { EVENTUALLY, startScript, runScript } from "./support/script.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript")), "../bin/tsc");

/** What the ancestors' users know by name, as their sources and READMEs have it: each is on its page, kept or not. */
const KNOWN: Record<string, string> = {
  peekapi: `apiKey endpoint flushInterval batchSize maxBufferSize maxStorageBytes maxEventBytes storagePath debug
    identifyConsumer collectQueryString tlsOptions rejectUnauthorized onError peekapi peekapiFastify peekapiKoa
    peekapiHapi PeekApiInterceptor PeekApiClient PeekApiOptions RequestEvent flush shutdown track method path
    status_code response_time_ms request_size response_size consumer_id timestamp metadata
    api_key flush_interval batch_size max_buffer_size max_storage_bytes max_event_bytes storage_path
    identify_consumer collect_query_string on_error PeekApiASGI PeekApiWSGI PeekApiMiddleware settings.PEEKAPI
    default_identify_consumer hash_consumer_id Options atexit APP_INTERCEPTOR
    statusCode retryable x-peekapi-sdk undefined SIGTERM SIGINT 401 413 429 500 502 503 504`,
  serla: `apiKey api_key host batchSize batch_size flushIntervalMs flush_interval_seconds debug flushOnExit
    flush_on_exit track identify flush shutdown pendingCount pending_count captureException trackLLM autoPageviews
    autoClicks errorTracking recordSessions recordingOptions maskAllInputs blockClass ignoreClass pageleaveTracking
    sessionTimeoutMs optOut init group unsetGroup reset setProperties unsetProperties getSuperProperties setOptOut
    isOptedOut getDistinctId getFeatureFlag isFeatureEnabled getAllFeatureFlags data-serla-ignore distinctId
    distinct_id timestamp properties X-Idempotency-Key X-Serla-Signature SerlaProvider useSerla useTrack useIdentify
    useSuperProperties APIKey Host BatchSize FlushInterval ChannelBuffer Logger HTTPClient PendingCount
    endpoint flushInterval maxBatchSize autoTrackPageViews autoTrackClicks respectDoNotTrack sessionTimeout send
    trackPageView trackClick setDebug getSessionId getUserId AsyncSerla close groups revenue SerlaConfig TrackPayload
    EventProperties SIGTERM SIGINT sendBeacon eventIds DATABASE_URL DATABASE_URL_UNPOOLED REDIS_URL CRON_SECRET JWT_SECRET
    WEBHOOK_ENCRYPTION_KEY NEXT_PUBLIC_APP_URL export fingerprint X-RateLimit 200 201 400 401 402 404 413 429 500`,
  rudderstack: `writeKey dataPlaneUrl host path flushAt flushInterval maxQueueSize maxInternalQueueSize logLevel
    timeout enable retryCount axiosRetryConfig axiosConfig axiosInstance errorHandler gzip createPersistenceQueue
    queueName prefix isMultiProcessor redisOpts maxAttempts identify track page screen group alias flush userId
    anonymousId event name groupId previousId category properties traits context integrations timestamp
    originalTimestamp messageId sentAt channel
    write_key on_error debug send sync_mode max_queue_size max_retries proxies thread upload_interval upload_size
    user_id anonymous_id message_id join shutdown TEST_DATA_PLANE_URL AssertionError RuntimeError
    maxEventsInBatch maxRetries httpRequestTimeout disable httpClient oauthSettings maxTotalBackoffDuration
    maxRateLimitDuration closeAndFlush register ready deregister VERSION http_request http_response drained
    call_after_close log_handler oauth_client_id oauth_client_key oauth_key_id oauth_auth_server oauth_scope
    rudderEventsQueue constructorOptions integrationOptions apiObject apiCallback FlushCallback IdentifyParams
    TrackParams PageParams ScreenParams GroupParams AliasParams AnalyticsSettings UserTraits GroupTraits Context Plugin
    OAuthSettings HTTPClient FetchHTTPClient
    configUrl getSourceConfig onLoaded polyfillIfRequired polyfillURL plugins pluginsSDKBaseURL lockPluginsVersion
    loadIntegration destSDKBaseURL lockIntegrationsVersion destinationsQueueOptions sourceConfigurationOverride
    addCustomIntegration useGlobalIntegrationsConfigInEvents queueOptions maxRetryDelay minRetryDelay backoffFactor
    backoffJitter maxAttempts maxItems timerScaleFactor useBeacon beaconQueueOptions transportMode sessions
    uaChTrackLevel autoTrack anonymousIdOptions storage setCookieDomain sameSiteCookie secureCookie
    sameDomainCookiesOnly externalAnonymousIdCookieName useServerSideCookies dataServiceEndpoint consentManagement
    preConsent bufferDataPlaneEventsUntilReady dataPlaneEventsBufferTimeout sendAdblockPage sendAdblockPageOptions
    load reset getAnonymousId setAnonymousId getUserId getUserTraits getGroupId getGroupTraits startSession
    endSession getSessionId setCustomContext consent setAuthToken setDefaultInstanceKey getAnalyticsInstance
    merge audiencelist pixel proxy health OK rejected 200 400 401 404 413 429`,
  unisights: `path handler validate_schema validate_required_fields max_payload_size allow_origins debug on_error
    serverSecret decrypt isEncrypted DecryptError fetch fastify koa hono elysia
    asset_id session_id page_url entry_page exit_page scroll_depth time_on_page utm_params device_info events
    endpoint insightsId encrypt flushIntervalMs trackPageViews trackClicks trackScroll trackRageClicks trackDeadClicks
    trackOutboundLinks trackFileDownloads trackCopyPaste trackErrors trackEngagementTime trackTabFocus
    trackNetworkErrors trackLongTasks trackResourceTiming data-no-auto-init init log flushNow registerEvent unisightsq
    UnisightsValidator ValidationError validate_unisights_payload validate_json_payload get_errors strict to_dict
    from_dict UnisightsPayload UnisightsOptions UnisightsCollector EncryptedPayload RawPayload DecryptOptions
    decrypt_payload decrypt_ciphertext derive_client_key verify_encrypted_payload EncryptionError TagMismatchError
    DecryptionError
    unisights_fastapi unisights_flask unisights_django unisights_django_async unisights_asgi
    page_view click web_vital custom error 200 202 400 404 405 413 415 422 500`,
  eventflows: `tracker add_provider ConsoleProvider MetaProvider GA4Provider RedditProvider TikTok track EventType
    pixel_id access_token measurement_id api_secret logging`,
};

const pages = Object.keys(KNOWN);
const page = (name: string): Page => new Page(`docs/migrate/${name}.md`);
const snippets = pages.flatMap((name) =>
  page(name).snippets.map((code, index) => ({ name: `${name}-${index}`, code })),
);
const folder = new SnippetFolder();
for (const { name, code } of snippets) {
  const local = code.replace(
    /\b(meta|ga4|reddit|tiktok)\(\{/g,
    "$1({ endpoint: process.env.VENDOR!,",
  );
  folder.write(`${name}.ts`, local.replaceAll("3000", "Number(process.env.PORT)"));
}

describe("the migration pages", () => {
  it("are one for each ancestor", () => {
    const files = pages.map((name) => `${name}.md`);
    expect(readdirSync(join(ROOT, "docs/migrate")).toSorted()).toEqual(files.toSorted());
  });

  it.each(pages)("of %s names everything its users know", (name) => {
    const { text } = page(name);
    const words = KNOWN[name]!.split(/\s+/);
    expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(text))).toEqual([]);
  });

  it.each(pages)("of %s links to what exists", (name) => {
    expect(page(name).brokenLinks()).toEqual([]);
  });

  it("show code of peek's that type-checks", async () => {
    const config = { extends: "../../../tsconfig.json", include: ["*.ts"], exclude: [] };
    folder.write("tsconfig.json", JSON.stringify(config));
    expect(await runScript([tsc, "-p", folder.path])).toMatchObject({ code: 0, stdout: "" });
  });

  const scripts = snippets.filter(({ code }) => !code.includes("3000"));
  it.each(scripts.map(({ name }) => name))(
    "show a script that reports and ends: %s",
    async (name) => {
      await using endpoint = await startRecordingEndpoint();
      await using vendor = await startVendor(({ json }) => ({
        body: { code: 0, events_received: json.data?.length },
      }));
      const file = join(folder.path, `${name}.ts`);
      const { code, stderr } = await runScript([...process.execArgv, file], {
        PEEK_ENDPOINT: endpoint.url,
        VENDOR: vendor.url,
        META_TOKEN: "t",
        GA4_SECRET: "t",
        REDDIT_TOKEN: "t",
        TIKTOK_TOKEN: "t",
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(endpoint.envelopes.length).toBeGreaterThan(0);
      if (name.startsWith("eventflows")) expect(vendor.requests).toHaveLength(3);
    },
  );

  it("show an endpoint that takes what Unisights' browser client sends", async () => {
    const port = await freePort();
    const app = startScript(join(folder.path, "unisights-0.ts"), { PORT: String(port) });
    try {
      const printed = once(app.stdout!, "data");
      const event = { type: "page_view", data: { location: "/", title: "Home", timestamp: 1 } };
      const data = { asset_id: "site-1", session_id: "s-1", page_url: "/", events: [event] };
      await vi.waitFor(async () => {
        const body = JSON.stringify({ data, encrypted: false });
        const answer = await fetch(`http://localhost:${port}/collect`, { method: "POST", body });
        expect(await answer.json()).toEqual({ ok: true, status: "received" });
      }, EVENTUALLY);
      expect(String(await printed)).toBe(`page s-1 http://localhost:${port}/collect\n`);
    } finally {
      app.kill();
    }
  });
});
