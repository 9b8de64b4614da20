import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { checkpointContract } from './checkpoint-contract.js';
import { deliveryContract } from './delivery-contract.js';
import { gapContract } from './gap-contract.js';
import { ledgerContract } from './ledger-contract.js';
import { logToolsContract } from './log-tools-contract.js';
import { membershipContract } from './membership-contract.js';
import { pauseContract } from './pause-contract.js';
import { createRecordLogScene } from './record-log-harness.js';
import type { RecordLogHarness, RecordLogScene } from './record-log-harness.js';
import { topicIdentityContract } from './topic-identity-contract.js';

/** What a case of the contract works with. */
export interface RecordLogContext {
  readonly harness: RecordLogHarness;
  readonly scene: RecordLogScene;
}

/** The promises of the record log's ports. To be run on every implementation; needs Vitest's globals of a test file. */
export function recordLogContract(name: string, createHarness: () => Promise<RecordLogHarness>): void {
  describe(`${name} as a record log`, () => {
    const context = {} as { harness: RecordLogHarness; scene: RecordLogScene };
    beforeAll(async () => {
      context.harness = await createHarness();
    });
    beforeEach(() => {
      context.scene = createRecordLogScene(context.harness);
    });
    afterEach(() => context.scene.end());
    afterAll(() => context.harness.close());
    describe('delivery', () => deliveryContract(context));
    describe('membership', () => membershipContract(context));
    describe('ledger', () => ledgerContract(context));
    describe('checkpoints', () => checkpointContract(context));
    describe('pausing', () => pauseContract(context));
    describe('gaps', () => gapContract(context));
    describe('topic identities', () => topicIdentityContract(context));
    describe('producing, reading, administering', () => logToolsContract(context));
  });
}
