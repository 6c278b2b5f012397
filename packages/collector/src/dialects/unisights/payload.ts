/** What Unisights' browser client sends, decrypted. */
export interface UnisightsPayload {
  /** `asset_id`, `session_id`, `page_url`, `events` and so on, as they were sent. */
  data: Record<string, unknown>;
  /** Whether it came encrypted. */
  encrypted: boolean;
}
