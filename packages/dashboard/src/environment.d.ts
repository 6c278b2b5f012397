/** Version of this package, set by the build. */
declare const __PEEK_VERSION__: string;
