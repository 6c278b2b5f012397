import {
  type ConfigurableModuleAsyncOptions,
  ConfigurableModuleBuilder,
  type DynamicModule,
  Inject,
  Module,
  type OnModuleInit,
} from "@nestjs/common";
import { type AbstractHttpAdapter, HttpAdapterHost } from "@nestjs/core";
import { peekFromEnvironment } from "@peekjs/core";
import type { Adapter, MountOptions, Peek } from "@peekjs/core/adapter";
import { createMount, type Mount } from "@peekjs/core/node-http";
import { noteExceptions } from "./note-exceptions.ts";
import { observePlatform, watchPlatform } from "./observe-platform.ts";
import type { NestRequest } from "./platform.ts";
import { routeTemplate } from "./route-template.ts";
import { version } from "./version.ts";

/**
 * Options of {@link PeekModule}: the client, and what overrides its own options for this app.
 *
 * @typeParam AppRequest what functions among them are given, such as Express's `Request`
 */
export interface PeekModuleOptions<AppRequest = NestRequest> extends MountOptions<AppRequest> {
  /** @default the client that `PEEK_*` variables describe */
  client?: Peek | undefined;
}

const adapter: Adapter<NestRequest> = {
  name: "@peekjs/nestjs",
  version,
  routeOf: routeTemplate,
};

type AsyncOptions<AppRequest> = ConfigurableModuleAsyncOptions<PeekModuleOptions<AppRequest>>;

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<PeekModuleOptions>().setClassMethodName("forRoot").build();

/**
 * Reports every request of a Nest app, on Express and on Fastify, from before the first middleware. Import it once, in
 * the root module.
 *
 * @throws {PeekError} `PEEK_E_CLIENT`, while the app is created, when `client` is not a client
 * @example
 * ```ts
 * @Module({ imports: [PeekModule.forRoot()] })
 * export class AppModule {}
 * ```
 */
export class PeekModule extends ConfigurableModuleClass implements OnModuleInit {
  /**
   * The module with options that are known when the app is written.
   *
   * @typeParam AppRequest what functions among the options are given, where the app says it
   * @param options without any, the environment describes the client
   */
  static override forRoot<AppRequest = NestRequest>(
    options: PeekModuleOptions<AppRequest> = {},
  ): DynamicModule {
    return super.forRoot(options as PeekModuleOptions);
  }

  /** The same with options that other providers are needed for, by `useFactory`, `useClass` or `useExisting`. */
  static override forRootAsync<AppRequest = NestRequest>(
    options: AsyncOptions<AppRequest>,
  ): DynamicModule {
    return super.forRootAsync(options as AsyncOptions<NestRequest>);
  }

  readonly #mount: Mount<NestRequest>;
  readonly #host: HttpAdapterHost;
  /** What was there when the module was made. */
  readonly #platform: AbstractHttpAdapter | undefined;

  constructor(options: PeekModuleOptions, host: HttpAdapterHost) {
    super();
    const { client = peekFromEnvironment(), ...mountOptions } = options;
    this.#mount = createMount<NestRequest>(client, mountOptions, adapter);
    this.#host = host;
    this.#platform = host.httpAdapter;
    noteExceptions();
    observePlatform(this.#mount, this.#platform);
  }

  /** Called by Nest, when the platform has its server. */
  onModuleInit(): void {
    const { httpAdapter: platform } = this.#host;
    if (platform !== this.#platform) observePlatform(this.#mount, platform);
    watchPlatform(this.#mount, platform);
  }
}

// What decorators do: their syntax for parameters exists only in TypeScript's old form of them.
Module({})(PeekModule);
Inject(MODULE_OPTIONS_TOKEN)(PeekModule, undefined, 0);
Inject(HttpAdapterHost)(PeekModule, undefined, 1);
