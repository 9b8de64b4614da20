/** Tells ids that came before, among the last so many. */
export type SeenBefore = (id: string) => boolean;

/**
 * Remembers the last `size` ids. A record that ingest appended twice after a crash carries the same id both times, and
 * Elasticsearch keeps one of them; so must a tail. Takes the same time whatever the size: the oldest id is at a known
 * place, where finding the first member of a set would mean passing over all that were deleted before it.
 */
export function createIdWindow(size: number): SeenBefore {
  const known = new Set<string>();
  const inOrder: string[] = [];
  let next = 0;
  return (id) => {
    if (known.has(id)) return true;
    if (size === 0) return false;
    const oldest = inOrder[next];
    if (oldest !== undefined) known.delete(oldest);
    known.add(id);
    inOrder[next] = id;
    next = (next + 1) % size;
    return false;
  };
}
