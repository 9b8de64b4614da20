const SECRET_NAME = /passw|secret|token|authorization|credential|cookie|api[-_.]?key/i;
const API_KEY = /mr_[a-z0-9]{12}_[A-Za-z0-9_-]{43}/g;
const URL_LOGIN = /(\w+:\/\/)[^\s/@]+@/g;
const MASK = '[masked]';
/** Fields of a log line are shallow; what lies deeper is left out rather than walked. */
const MAX_DEPTH = 4;

/**
 * A copy without secrets: values under secret-like names, API keys and logins in URLs become `[masked]`. Names of
 * keys (`keyId`) are no secrets.
 */
export function maskSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(API_KEY, MASK).replace(URL_LOGIN, `$1${MASK}@`);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= MAX_DEPTH) return '[nested]';
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, depth + 1));
  if (value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) ? MASK : maskSecrets(item, depth + 1),
    ]),
  );
}
