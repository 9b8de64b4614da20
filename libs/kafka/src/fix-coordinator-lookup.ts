import { createRequire } from 'node:module';

interface Failure {
  readonly retriable?: boolean;
  readonly cause?: unknown;
}
type AskBroker = (broker: unknown) => Promise<unknown>;
interface Cluster {
  readonly brokerPool: { withBroker(ask: AskBroker): Promise<unknown> };
  findGroupCoordinatorMetadata: (request: unknown) => Promise<unknown>;
}

const require = createRequire(import.meta.url);
const fixed = new WeakSet<Cluster>();

/**
 * kafkajs 2.2.4 asks each broker for the coordinator of a group, forgets why they did not answer and reports an error
 * that it calls final. A connection that breaks on the question, as when the broker restarts, so ended a consumer for
 * good. What the last broker failed with is reported instead when that may pass; kafkajs then asks again. Done once a
 * process; nothing happens should a later kafkajs be shaped otherwise.
 */
export function fixCoordinatorLookup(): void {
  const { prototype: cluster } = require('kafkajs/src/cluster') as { readonly prototype?: Cluster };
  if (typeof cluster?.findGroupCoordinatorMetadata !== 'function' || fixed.has(cluster)) return;
  fixed.add(cluster);
  const find = cluster.findGroupCoordinatorMetadata;
  cluster.findGroupCoordinatorMetadata = async function (this: Cluster, request: unknown): Promise<unknown> {
    let reason: unknown;
    const { brokerPool } = this;
    const withBroker = (ask: AskBroker): Promise<unknown> =>
      brokerPool.withBroker(async (broker) => {
        try {
          return await ask(broker);
        } catch (error) {
          reason = error;
          throw error;
        }
      });
    try {
      return await find.call(Object.create(this, { brokerPool: { value: { withBroker } } }), request);
    } catch (error) {
      throw mayPass(reason) ? reason : error;
    }
  };
}

function mayPass(reason: unknown): boolean {
  const { retriable, cause } = (reason ?? {}) as Failure;
  return retriable === true || (cause !== undefined && mayPass(cause));
}
