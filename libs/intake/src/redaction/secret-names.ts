/** Shorter names are compared whole: `pwd` and `ssn` end too many innocent words. */
const SHORTEST_ENDING = 5;
const MAX_REMEMBERED = 4096;
/** Characters of a name that is remembered: what comes from a hostile log is judged anew rather than kept. */
const LONGEST_REMEMBERED = 256;

/**
 * Tells whether a dotted field name holds a secret: one of its parts is a listed name, or ends in a listed one of
 * five letters or more (`dbPassword`, `http.request.headers.x-api-key`), or two neighbours make one (`session.id`).
 * Case, `_` and `-` do not matter.
 */
export function createSecretNames(listed: readonly string[]): (name: string) => boolean {
  const names = listed.map((name) => name.replaceAll('_', ''));
  const whole = new Set(names);
  const endings = names.filter((name) => name.length >= SHORTEST_ENDING);
  const remembered = new Map<string, boolean>();

  const judge = (name: string): boolean => {
    const parts = name.toLowerCase().replace(/[_-]/g, '').split('.');
    return parts.some(
      (part, at) =>
        whole.has(part) ||
        whole.has(part + (parts[at + 1] ?? '')) ||
        endings.some((ending) => part.endsWith(ending)),
    );
  };

  return (name) => {
    if (name.length > LONGEST_REMEMBERED) return judge(name);
    let secret = remembered.get(name);
    if (secret === undefined) {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      secret = judge(name);
      remembered.set(name, secret);
    }
    return secret;
  };
}
