import { expect, it } from 'vitest';
import type { RecordLogContext } from './record-log-contract.js';
import { allAs, groupOf } from './record-log-harness.js';

/** The promises about an operator's pause. */
export function pauseContract(context: RecordLogContext): void {
  it('fetches nothing while paused, though the lag that shows grows, and takes every record once after', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(2);
    const seen: string[] = [];
    const consumer = await scene.consume(topic, async (records) => {
      seen.push(...records.map(({ partition, offset }) => `${partition}/${offset}`));
      return allAs(records, 'accepted');
    });
    await scene.produce(topic, 50);
    await scene.untilCommitted(groupOf(topic), topic, 50);
    consumer.pause();
    consumer.pause();
    await scene.produce(topic, 70);
    const lag = () => consumer.partitions().reduce((sum, { end, position }) => sum + end - position, 0);
    await scene.until(() => lag() === 70);
    expect(consumer.partitions().map(({ state }) => state)).toEqual(['paused', 'paused']);
    expect(seen).toHaveLength(50);
    consumer.resume();
    await scene.untilCommitted(groupOf(topic), topic, 120);
    expect(new Set(seen).size).toBe(120);
    expect(seen).toHaveLength(120);
    expect(consumer.partitions().every(({ state }) => state === 'consuming')).toBe(true);
  });

  it('stays paused when partitions are assigned anew, and keeps its membership', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(2);
    let seen = 0;
    const count = async (records: Parameters<typeof allAs>[0]) => {
      seen += records.length;
      return allAs(records, 'accepted');
    };
    const paused = await scene.consume(topic, count);
    paused.pause();
    const other = await scene.consume(topic, count);
    other.pause();
    await scene.until(() => paused.partitions().length === 1 && other.partitions().length === 1);
    await scene.produce(topic, 40);
    const both = () => [...paused.partitions(), ...other.partitions()];
    const lag = () => both().reduce((sum, { end, position }) => sum + end - position, 0);
    await scene.until(() => lag() === 40);
    expect(seen).toBe(0);
    paused.resume();
    other.resume();
    await scene.untilCommitted(groupOf(topic), topic, 40);
    expect(seen).toBe(40);
  });
}
