import { basename } from 'node:path';

/** Endings that say how a file is kept, not what wrote it: `.log`, `.1`, `.gz`, `-20261121`, `.2026-11-21`. */
const KEEPING = /(?:\.(?:log|txt|out|err|json|jsonl|ndjson|gz|old|bak|\d{1,4})|[-._]\d{4}-?\d{2}-?\d{2})$/i;

/**
 * The service a file's name stands for, when its lines name none: `/var/log/nginx/access.log.1` → `access`.
 * undefined when nothing is left of the name.
 */
export function serviceOfFile(path: string): string | undefined {
  let name = basename(path);
  while (KEEPING.test(name)) name = name.replace(KEEPING, '');
  const service = name.replace(/^\.+/, '').trim();
  return service === '' ? undefined : service;
}
