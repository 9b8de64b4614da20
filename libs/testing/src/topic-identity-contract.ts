import { createProcessTopicIdentities } from '@millrace/pipeline';
import type { ProcessRecords } from '@millrace/pipeline';
import { expect, it } from 'vitest';
import type { RecordLogContext } from './record-log-contract.js';
import { allAs, groupOf } from './record-log-harness.js';

const accept: ProcessRecords = async (records) => allAs(records, 'accepted');
const refuse: ProcessRecords = async () => Promise.reject(new Error('must not be called'));

/** The promises about topics recreated while nobody consumed: their committed offsets are gone, their ids are known. */
export function topicIdentityContract(context: RecordLogContext): void {
  it('stops at a topic recreated and refilled while nobody consumed, until that is accepted', async () => {
    const { harness, scene } = context;
    const topicIdentities = createProcessTopicIdentities();
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 20);
    const first = await scene.consume(topic, accept, { topicIdentities });
    await scene.untilCommitted(groupOf(topic), topic, 20);
    await first.stop(1_000);
    await scene.recreateTopic(topic, 1);
    await scene.produce(topic, 30);
    const committed = async () => (await harness.admin.committed(groupOf(topic), topic))[0];
    await scene.until(async () => (await committed())?.offset === undefined);

    const second = await scene.consume(topic, refuse, { topicIdentities });
    const { reason } = await scene.until(() =>
      second.partitions().find(({ state }) => state === 'ledger-broken'),
    );
    expect(reason).toMatch(/recreated/);
    const evidence = await scene.until(async () => (await committed())?.ledger?.broken);
    expect([evidence, (await committed())?.offset]).toEqual([reason, 0]);
    await second.stop(1_000);

    const topicId = await scene.until(() => harness.admin.topicId(topic));
    const ledger = { v: 1, base: 0, epoch: 0, topicId, counts: {}, gaps: {} } as const;
    await harness.admin.setCommitted(groupOf(topic), topic, { partition: 0, offset: 0, ledger });
    await topicIdentities.replace(groupOf(topic), topic, topicId);
    await scene.consume(topic, accept, { topicIdentities });
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 30);
    expect(counts).toEqual({ accepted: 30 });
  });

  it('opens nothing while the ids it knows cannot be told, and goes on once they can', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(2);
    await scene.produce(topic, 10);
    const known = createProcessTopicIdentities();
    let asked = 0;
    let answers = false;
    const consumer = await scene.consume(
      topic,
      async (records) => (answers ? allAs(records, 'accepted') : refuse(records, AbortSignal.abort())),
      {
        topicIdentities: {
          ...known,
          remember: async (...topicOfGroup) => {
            asked += 1;
            if (!answers) throw new Error('no answer');
            return known.remember(...topicOfGroup);
          },
        },
      },
    );
    await scene.until(() => asked >= 2);
    expect(consumer.partitions().map(({ state }) => state)).toEqual(['starting', 'starting']);
    answers = true;
    await scene.untilCommitted(groupOf(topic), topic, 10);
  });
}
