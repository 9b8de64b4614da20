import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { kafkaJarDirectory } from '@millrace/testing';
import { brokers } from './kafka-harness.js';

const run = promisify(execFile);
const TIMEOUT_MS = 50_000;
const SOURCE = join(import.meta.dirname, 'java', 'JavaRecords.java');

/** Kafka's Java clients, from the jars the local broker was started with; undefined where there are none. */
export interface JavaClients {
  /** Writes `count` records to each topic, under the codec it is named by. */
  produce(count: number, topicByCodec: ReadonlyMap<string, string>): Promise<void>;
  /** What it saw in each topic, as `seen N wrong M`. */
  consume(count: number, topics: readonly string[]): Promise<readonly string[]>;
}

/** Finds jars and a Java compiler, and compiles into a directory the caller removes. */
export async function findJavaClients(classes: string): Promise<JavaClients | undefined> {
  const jars = kafkaJarDirectory();
  if (!jars) return undefined;
  const classpath = [join(jars, '*'), classes].join(delimiter);
  const compiled = await run('javac', ['-cp', classpath, '-d', classes, SOURCE], {
    timeout: TIMEOUT_MS,
  }).then(
    () => true,
    () => false,
  );
  if (!compiled) return undefined;
  const java = async (...args: string[]) => {
    const command = ['-XX:TieredStopAtLevel=1', '-cp', classpath, 'JavaRecords', ...args];
    return (await run('java', command, { timeout: TIMEOUT_MS })).stdout.trim();
  };
  return {
    async produce(count, topicByCodec) {
      const targets = [...topicByCodec].map(([codec, topic]) => `${codec}=${topic}`);
      await java('produce', brokers().join(','), String(count), ...targets);
    },
    async consume(count, topics) {
      return (await java('consume', brokers().join(','), String(count), ...topics)).split('\n');
    },
  };
}
