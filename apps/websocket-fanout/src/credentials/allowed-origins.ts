/** Whether a page of an origin may connect; `*` in a list lets every page, and one in place of a port every port. */
export function originMatcher(allowed: readonly string[]): (origin: string) => boolean {
  const exact = new Set(allowed);
  const anyPort = new Set(allowed.filter((one) => one.endsWith(':*')).map((one) => one.slice(0, -2)));
  return (origin) => exact.has('*') || exact.has(origin) || anyPort.has(origin.replace(/:\d+$/, ''));
}
