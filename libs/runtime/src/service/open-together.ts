/** A connection, or whatever else has to be closed; it may take so long to send what it holds. */
export interface Closable {
  close(timeoutMs: number): Promise<unknown>;
}

/** Notes that something is to be closed, and gives it back. */
export type ToClose = <Opened extends Closable>(opened: Opened) => Opened;

/** Time for each to finish what it holds when the service stops, ms. */
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * Opens what a service needs and adds a `close` that closes all that was noted, one after the other and the last one
 * first, also when one of them fails to close; it does so once and does not reject. Rejects as `open` does, and then
 * closes what was noted by then.
 */
export async function openTogether<Opened extends object>(
  open: (toClose: ToClose) => Promise<Opened>,
): Promise<Opened & { readonly close: () => Promise<void> }> {
  const noted: Closable[] = [];
  const closeAll = async (): Promise<void> => {
    for (const one of noted.splice(0).reverse()) await one.close(CLOSE_TIMEOUT_MS).catch(() => undefined);
  };
  const toClose: ToClose = (one) => {
    noted.push(one);
    return one;
  };
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= closeAll());
  try {
    return { ...(await open(toClose)), close };
  } catch (error) {
    await close();
    throw error;
  }
}
