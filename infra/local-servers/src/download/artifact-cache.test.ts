import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LifecycleEvent } from '../lifecycle-event.js';
import { artifactDirectory, ensureArtifact, isCached } from './artifact-cache.js';
import type { Artifact } from './artifact.js';
import { IntegrityError } from './verify-files.js';

/** SHA-256 of `hello\n`. */
const HELLO = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03';

let cacheDir: string;
let fetches: number;
let events: LifecycleEvent[];
const signal = new AbortController().signal;

function artifact(
  content = 'hello\n',
  beforeFetchEnds: () => Promise<void> = () => Promise.resolve(),
): Artifact {
  return {
    name: 'kafka',
    directory: 'thing-1.0',
    checksums: { 'a.txt': HELLO },
    totalBytes: 6,
    fetch: async ({ stagingDir }) => {
      fetches += 1;
      await writeFile(join(stagingDir, 'fetched', 'a.txt'), content);
      await beforeFetchEnds();
    },
    unpack: (from, to) => copyFile(join(from, 'a.txt'), join(to, 'unpacked.txt')),
  };
}

function request() {
  return { cacheDir, env: {}, onEvent: (event: LifecycleEvent) => void events.push(event) };
}

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'millrace-cache-'));
  fetches = 0;
  events = [];
});

afterEach(async () => {
  await rm(cacheDir, { recursive: true });
});

describe('ensureArtifact', () => {
  it('downloads once, then only reads', async () => {
    const directory = await ensureArtifact(artifact(), request(), signal);
    expect(await readFile(join(directory, 'unpacked.txt'), 'utf8')).toBe('hello\n');
    expect(await ensureArtifact(artifact(), request(), signal)).toBe(directory);
    expect(fetches).toBe(1);
    expect(await readdir(cacheDir)).toEqual(['thing-1.0']);
  });

  it('refuses a download that is not the pinned one, and keeps nothing of it', async () => {
    await expect(ensureArtifact(artifact('hellO\n'), request(), signal)).rejects.toThrow(IntegrityError);
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('refuses a file that was not expected', async () => {
    const extra: Artifact = { ...artifact(), checksums: {} };
    await expect(ensureArtifact(extra, request(), signal)).rejects.toThrow('a.txt was not expected');
  });

  it('refuses a download with a file missing', async () => {
    const lacking: Artifact = { ...artifact(), checksums: { 'a.txt': HELLO, 'b.txt': HELLO } };
    await expect(ensureArtifact(lacking, request(), signal)).rejects.toThrow('b.txt is missing');
  });

  it('downloads again when the cache was torn', async () => {
    const directory = await ensureArtifact(artifact(), request(), signal);
    await truncate(join(directory, 'unpacked.txt'), 3);
    expect(await isCached(artifact(), cacheDir)).toBe(false);
    await ensureArtifact(artifact(), request(), signal);
    expect(fetches).toBe(2);
  });

  it('lets a second one wait for the first and share its download', async () => {
    const both = await Promise.all([1, 2].map(() => ensureArtifact(artifact(), request(), signal)));
    expect(both).toEqual([artifactDirectory(artifact(), cacheDir), artifactDirectory(artifact(), cacheDir)]);
    expect(fetches).toBe(1);
    expect(events).toContainEqual({ kind: 'waiting-for-cache', name: 'kafka', holderPid: process.pid });
  });

  it('leaves the cache as it was when it is aborted', async () => {
    const aborting = new AbortController();
    const interrupted = artifact('hello\n', () => {
      aborting.abort(new Error('stop'));
      return Promise.resolve();
    });
    await expect(ensureArtifact(interrupted, request(), aborting.signal)).rejects.toThrow('stop');
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('reports progress up to the whole size', async () => {
    await ensureArtifact(
      artifact('hello\n', async () => {
        const whole = { kind: 'downloading', name: 'kafka', receivedBytes: 6, totalBytes: 6 };
        await vi.waitFor(() => expect(events).toContainEqual(whole), { timeout: 5_000 });
      }),
      request(),
      signal,
    );
  });
});
