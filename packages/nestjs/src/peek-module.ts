import { ConfigurableModuleBuilder, Inject, Module } from "@nestjs/common";
import { HttpAdapterHost } from "@nestjs/core";
import { peekFromEnvironment } from "@peekjs/core";
import { createMount, type Adapter, type MountOptions, type Peek } from "@peekjs/core/adapter";
import { noteExceptions } from "./note-exceptions.ts";
import { observePlatform } from "./observe-platform.ts";
import type { NestRequest } from "./platform.ts";
import { routeTemplate } from "./route-template.ts";
import { version } from "./version.ts";

/** Options of {@link PeekModule}: the client, and what overrides its own options for this app. */
export interface PeekModuleOptions extends MountOptions<any> {
  /** @default the client that `PEEK_*` variables describe */
  client?: Peek | undefined;
}

const adapter: Adapter<NestRequest> = {
  name: "@peekjs/nestjs",
  version,
  routeOf: routeTemplate,
};

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<PeekModuleOptions>().setClassMethodName("forRoot").build();

/**
 * Reports every request of a Nest app, on Express and on Fastify, from before the first middleware. Import it once, in
 * the root module.
 *
 * @throws {PeekError} `PEEK_E_CLIENT`, while the app is created, when `client` is not a client
 * @example
 * ```ts
 * @Module({ imports: [PeekModule.forRoot({})] })
 * export class AppModule {}
 * ```
 */
export class PeekModule extends ConfigurableModuleClass {
  constructor(options: PeekModuleOptions, host: HttpAdapterHost) {
    super();
    const { client = peekFromEnvironment(), ...mountOptions } = options;
    const mount = createMount<NestRequest>(client, mountOptions, adapter);
    noteExceptions();
    observePlatform(mount, host.httpAdapter);
  }
}

// What decorators do: their syntax for parameters exists only in TypeScript's old form of them.
Module({})(PeekModule);
Inject(MODULE_OPTIONS_TOKEN)(PeekModule, undefined, 0);
Inject(HttpAdapterHost)(PeekModule, undefined, 1);
