import type { OnLifecycleEvent } from './lifecycle-event.js';

/** The three servers Millrace stands on. */
export const SERVER_NAMES = ['kafka', 'elasticsearch', 'mongodb'] as const;

/** One of the three servers. */
export type ServerName = (typeof SERVER_NAMES)[number];

/** Where each server is reached: a broker list, a base URL without trailing slash, and a connection string. */
export type ServerAddresses = Readonly<Record<ServerName, string>>;

/** What a provider is asked for. */
export interface StartRequest {
  /** The servers to start; a provider starts these and no other. */
  readonly wanted: readonly ServerName[];
  /** Absolute directory for everything that must survive a restart. Only one request at a time may use it. */
  readonly dataDir: string;
  /** Absolute directory for `<server>.log`. */
  readonly logsDir: string;
  /** Told of progress, crashes and restarts, also after `start` has returned. */
  readonly onEvent: OnLifecycleEvent;
}

/** Servers that answer, until `stop`. */
export interface ProvidedServers {
  /** An address for each wanted server. */
  readonly addresses: Partial<ServerAddresses>;
  /** Ends everything that was started, in parallel, within a bounded time. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Something that can bring up the servers: package registries here, containers elsewhere.
 *
 * `start` resolves when every wanted server answers requests. When it rejects, or when `signal` aborts first,
 * nothing that it started is left running.
 */
export interface ServerProvider {
  start(request: StartRequest, signal: AbortSignal): Promise<ProvidedServers>;
}
