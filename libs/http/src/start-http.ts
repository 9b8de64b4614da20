import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { DynamicModule, NestApplicationOptions, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Health, ListenSettings, Logger, Telemetry } from '@millrace/runtime';
import { httpMetrics } from './http-metrics.js';
import { AUTHENTICATE, HTTP_ROUTES } from './http-tokens.js';
import type { ProviderToken } from './http-tokens.js';
import { createAdapter } from './fastify-server.js';
import { operationRoutes } from './operation-routes.js';
import { problemFilter } from './problem-filter.js';
import { registerRoutes } from './register-routes.js';

/** What a server is made of. */
export interface HttpOptions {
  /** Nest module of factory providers; its `HTTP_ROUTES` and `AUTHENTICATE` are served. */
  readonly module: Type | DynamicModule;
  readonly listen: ListenSettings;
  readonly health: Health;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** Time a handler may take until its reply begins, ms; then the answer is `unavailable`. */
  readonly handlerTimeoutMs?: number;
  /** Takes over connections that ask for another protocol; without it they are answered like any other request. */
  readonly onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  /** A provider of the module. */
  get<T>(token: ProviderToken<T>): T;
  /** Stops taking connections, lets requests in flight end until the deadline, then cuts them. */
  stop(deadlineMs: number): Promise<void>;
}

/** Bodies are read by the routes, lines are written by our logger, and a failed start rejects instead of exiting. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class without members of its own
const NEST_OPTIONS: NestApplicationOptions = { bodyParser: false, logger: false, abortOnError: false };
const HANDLER_TIMEOUT_MS = 30_000;
/** Connections that became idle are looked for this often while the server closes. */
const SWEEP_MS = 50;

/**
 * Serves a module's routes with `/healthz`, `/readyz` and `/metrics`. Every answer that is no success is an RFC 9457
 * problem document. Rejects when the port is taken, a provider fails, or a route that is not public has nobody to
 * check keys.
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const adapter = createAdapter(options.listen);
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, NEST_OPTIONS);
  try {
    const closing = await listen(app, options);
    return runningServer(app, closing);
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function listen(app: NestFastifyApplication, options: HttpOptions): Promise<AbortController> {
  const { listen: where, health, telemetry, logger } = options;
  const closing = new AbortController();
  const routes = provided(app, HTTP_ROUTES) ?? [];
  app.useGlobalFilters(problemFilter(logger));
  registerRoutes(app.getHttpAdapter().getInstance(), {
    routes: [...operationRoutes(health, telemetry), ...routes],
    authenticate: provided(app, AUTHENTICATE),
    metrics: httpMetrics(telemetry),
    logger,
    handlerTimeoutMs: options.handlerTimeoutMs ?? HANDLER_TIMEOUT_MS,
    closing: closing.signal,
  });
  if (options.onUpgrade) app.getHttpServer().on('upgrade', options.onUpgrade);
  await app.listen(where.port, where.host);
  app.getHttpServer().maxConnections = where.maxConnections;
  return closing;
}

function provided<T>(app: NestFastifyApplication, token: ProviderToken<T>): T | undefined {
  try {
    return app.get<T>(token, { strict: false });
  } catch {
    return undefined;
  }
}

function runningServer(app: NestFastifyApplication, closing: AbortController): HttpServer {
  const server = app.getHttpServer();
  return {
    port: (server.address() as AddressInfo).port,
    get: <T>(token: ProviderToken<T>) => app.get<T>(token, { strict: false }),
    stop: async (deadlineMs) => {
      const cut = setTimeout(() => {
        closing.abort(new Error('closing the HTTP server: out of time'));
        server.closeAllConnections();
      }, deadlineMs);
      // Closing lets go of connections that are idle now; those that still answer become so later.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      try {
        await app.close();
      } finally {
        clearInterval(sweep);
        clearTimeout(cut);
      }
    },
  };
}
