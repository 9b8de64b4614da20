import type { Toolbox } from '../prerequisites/prerequisites.js';
import type { PortReservation } from '../ports/reserve-port.js';
import type { ProcessSpec } from '../process/process-spec.js';
import type { ServerSettings } from '../server-settings.js';

/** What a server is built from: where its software lies, where its data goes, and what it may use. */
export interface LaunchContext {
  /** Unpacked software, read only. */
  readonly homeDir: string;
  /** Absolute directory of this one server; created when missing. */
  readonly dataDir: string;
  readonly logFile: string;
  readonly settings: ServerSettings;
  readonly toolbox: Toolbox;
  /** Environment of the new process, with the owner's mark. */
  readonly env: NodeJS.ProcessEnv;
  /** Reserves a port near the preferred one, or exactly the one the user fixed; released when everything stops. */
  readonly reserve: (preferred: number, fixed?: number) => Promise<PortReservation>;
}

/** A server that can be started, and the address clients use. */
export interface ServerLaunch {
  readonly address: string;
  readonly process: ProcessSpec;
}

/** Prepares a server's files and ports; the process itself is not started. */
export type PrepareServer = (context: LaunchContext, signal: AbortSignal) => Promise<ServerLaunch>;

/** Longest start of any of the three, ms: a slow disk or a long recovery may take most of it. */
export const READY_DEADLINE_MS = 120_000;

/** Longest orderly stop of any of the three, ms; Kafka writes its segments back meanwhile. */
export const STOP_DEADLINE_MS = 20_000;
