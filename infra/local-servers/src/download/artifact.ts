import type { OnLifecycleEvent } from '../lifecycle-event.js';
import type { ServerName } from '../server-provider.js';

/** What a fetch may use: a private directory to fill, and a way to say how far it is. */
export interface FetchContext {
  /** Empty directory; what the fetch leaves in `fetched/` is then verified. */
  readonly stagingDir: string;
  /** Environment for the download tools: their proxies and indexes are set there. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** One thing that is downloaded once, verified, unpacked and then only read. */
export interface Artifact {
  /** The server it belongs to. */
  readonly name: ServerName;
  /** Directory in the cache; holds the version, so that another version never meets this one. */
  readonly directory: string;
  /** SHA-256, in hexadecimal, of every file that is fetched, by file name. Nothing more and nothing less may arrive. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Size of all fetched files together, bytes: for progress only. */
  readonly totalBytes: number;
  /** Puts the files into `<stagingDir>/fetched`. */
  fetch(context: FetchContext): Promise<void>;
  /** Turns the verified files in `fetchedDir` into what a server runs from, in the existing empty `targetDir`. */
  unpack(fetchedDir: string, targetDir: string): Promise<void>;
}

/** What the cache needs to make an artifact available. */
export interface CacheRequest {
  readonly cacheDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onEvent: OnLifecycleEvent;
}
