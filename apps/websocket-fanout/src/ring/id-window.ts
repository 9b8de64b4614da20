/** Tells ids that came before, among the last so many. */
export type SeenBefore = (id: string) => boolean;

/**
 * Remembers the last `size` ids. A record that ingest appended twice after a crash carries the same id both times, and
 * Elasticsearch keeps one of them; so must a tail.
 */
export function createIdWindow(size: number): SeenBefore {
  const ids = new Set<string>();
  return (id) => {
    if (ids.has(id)) return true;
    ids.add(id);
    if (ids.size > size) for (const oldest of ids) return (ids.delete(oldest), false);
    return false;
  };
}
