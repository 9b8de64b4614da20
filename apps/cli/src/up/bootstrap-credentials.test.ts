import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAccess } from '../client/credentials.js';
import { bootstrapCredentials, type KeyIssuer } from './bootstrap-credentials.js';

let stateDir: string;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'millrace-credentials-'));
});

afterEach(async () => {
  await rm(stateDir, { recursive: true });
});

/** A key store in memory. */
function issuer(): KeyIssuer & { readonly issued: string[]; readonly scopes: string[] } {
  const issued: string[] = [];
  const scopes: string[] = [];
  return {
    issued,
    scopes,
    ensureTenant: () => Promise.resolve(),
    accepts: (key) => Promise.resolve(issued.includes(key)),
    createKey: (wish) => {
      issued.push(`mr_key${issued.length}`);
      scopes.push(...wish.scopes);
      return Promise.resolve(`mr_key${issued.length - 1}`);
    },
  };
}

function request(port = 8080) {
  return { stateDir, ingestUrl: 'http://127.0.0.1:4318', apiUrl: `http://127.0.0.1:${port}` };
}

describe('bootstrapCredentials', () => {
  it('writes a file that its owner alone can read and every command understands', async () => {
    const store = issuer();
    const credentials = await bootstrapCredentials(request(), store);
    expect((await stat(join(stateDir, 'credentials.json'))).mode & 0o777).toBe(0o600);
    expect(await findAccess({}, stateDir)).toEqual(credentials);
    expect(store.scopes).toEqual(['ingest', 'backfill', 'search', 'tail', 'admin']);
  });

  it('keeps a key that still works, and follows a moved port', async () => {
    const store = issuer();
    const first = await bootstrapCredentials(request(), store);
    const second = await bootstrapCredentials(request(8081), store);
    expect(second).toEqual({ ...first, apiUrl: 'http://127.0.0.1:8081' });
    expect(store.issued).toHaveLength(1);
  });

  it('makes a new key for a new database', async () => {
    await bootstrapCredentials(request(), issuer());
    const store = issuer();
    store.issued.push('mr_of_somebody_else');
    expect((await bootstrapCredentials(request(), store)).key).toBe('mr_key1');
  });

  it('replaces a damaged file', async () => {
    await writeFile(join(stateDir, 'credentials.json'), '{"key":', { mode: 0o644 });
    await bootstrapCredentials(request(), issuer());
    expect(JSON.parse(await readFile(join(stateDir, 'credentials.json'), 'utf8'))).toHaveProperty(
      'key',
      'mr_key0',
    );
    expect((await stat(join(stateDir, 'credentials.json'))).mode & 0o777).toBe(0o600);
  });
});
