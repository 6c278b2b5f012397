/** Posts envelopes to the collector. */
export interface Transport {
  /**
   * Resolves with the whole answer, its body cut at 64 KiB.
   *
   * @throws {PeekError} `PEEK_E_UNREACHABLE`, `PEEK_E_TIMEOUT` or `PEEK_E_PRIVATE_ENDPOINT`
   */
  send(body: string, headers: Record<string, string>): Promise<Reply>;
  /** Ends every connection; what is under way fails, what is sent afterwards makes new ones. */
  close(): void;
}

export interface Reply {
  status: number;
  contentType: string;
  /** The header as sent: seconds or an HTTP date. */
  retryAfter: string | undefined;
  body: string;
}
