import type { HttpRoute } from './http-route.js';

/** Methods that a route answers: what answers GET answers HEAD too, without the body (RFC 9110, section 9.1). */
export function methodsOf({ method }: HttpRoute): string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

/** Methods of the routes whose pattern a path meets, sorted; empty when there is none. */
export function methodsServed(routes: readonly HttpRoute[], path: string): readonly string[] {
  const parts = path.split('/');
  return routes
    .filter((route) => meets(route.path.split('/'), parts))
    .flatMap(methodsOf)
    .toSorted();
}

function meets(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index]))
  );
}
