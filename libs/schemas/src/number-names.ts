/**
 * Names under `numbers` are mapped as `double`, one mapping entry each, so a tenant may have only so many. Ingest asks
 * here whether a name is registered before it writes one; a name that is not goes to `attributes` as a string.
 */
export interface NumberNameRegistry {
  /** Registers what is new, up to the cap, and returns the registered subset of `names`. */
  register(tenant: string, names: readonly string[]): Promise<ReadonlySet<string>>;
  /** All registered names of a tenant. */
  list(tenant: string): Promise<ReadonlySet<string>>;
}
