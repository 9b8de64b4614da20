import type { RecordConsumer } from '@millrace/pipeline';
import type { RecordLogScene } from './record-log-harness.js';

/** Waits until a ledger of the consumer is broken, and says why. */
export function brokenReason(scene: RecordLogScene, consumer: RecordConsumer): Promise<string> {
  return scene.until(() => consumer.partitions().find(({ state }) => state === 'ledger-broken')?.reason);
}
