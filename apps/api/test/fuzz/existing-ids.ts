import type { Operation } from './described-api.js';
import { sendRaw } from './raw-request.js';

/** Members by which the things of a list are named. */
const NAMES = ['_id', 'id', 'keyId', 'instance'];
const MOST = 5;

/**
 * Ids for the path parameters of operations, from the lists that stand above them: `/v1/keys` names what
 * `/v1/keys/{id}` takes. The key in use is left out, so that nothing revokes it.
 */
export async function existingIds(
  operations: readonly Operation[],
  { port, key, signal }: { readonly port: number; readonly key: string; readonly signal: AbortSignal },
): Promise<(operation: Pick<Operation, 'path'>) => readonly string[]> {
  const headers = { authorization: `Bearer ${key}` };
  const [, ownKeyId = ''] = /^mr_([^_]+)_/.exec(key) ?? [];
  const found = new Map<string, readonly string[]>();
  for (const path of new Set(operations.map(({ path }) => listOf(path)))) {
    if (path === undefined || !operations.some((one) => one.method === 'GET' && one.path === path)) continue;
    const { text } = await sendRaw(port, { method: 'GET', target: path, headers }, signal);
    const lists = Object.values(JSON.parse(text) as object).filter((value) => Array.isArray(value));
    const ids = lists.flat().flatMap((item: unknown) => nameOf(item));
    found.set(path, [...new Set(ids)].filter((id) => id !== ownKeyId).slice(0, MOST));
  }
  return ({ path }) => found.get(listOf(path) ?? '') ?? [];
}

function listOf(path: string): string | undefined {
  const at = path.indexOf('/{');
  return at < 0 ? undefined : path.slice(0, at);
}

function nameOf(item: unknown): readonly string[] {
  if (typeof item !== 'object' || item === null) return [];
  const named = item as Readonly<Record<string, unknown>>;
  const name = NAMES.map((member) => named[member]).find((value) => typeof value === 'string');
  return name === undefined ? [] : [name];
}
