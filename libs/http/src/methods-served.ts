import type { HttpRoute } from './http-route.js';

/** Methods of the routes whose pattern a path meets, sorted; empty when there is none. */
export function methodsServed(routes: readonly HttpRoute[], path: string): readonly string[] {
  const parts = path.split('/');
  return routes
    .filter((route) => meets(route.path.split('/'), parts))
    .map((route) => route.method)
    .toSorted();
}

function meets(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index]))
  );
}
