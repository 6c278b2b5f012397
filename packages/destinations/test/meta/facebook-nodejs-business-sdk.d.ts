/** What the comparison uses of Meta's SDK, which has no types of its own. */
declare module "facebook-nodejs-business-sdk" {
  export const ServerSideUtils: {
    /** Throws at what it takes for invalid. */
    normalizeAndHash(input: string, field: string): string | null;
  };
}
