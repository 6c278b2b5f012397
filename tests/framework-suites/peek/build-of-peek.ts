/** Makes, in a folder, one CommonJS file that exports an adapter and `createPeek`; returns the file. */
export type BuildOfPeek = (adapter: string, folder: string) => Promise<string>;
