/** How loud a line of kafkajs's is in ours. */
export type KafkajsLevel = 'error' | 'warn' | 'info' | 'debug';

/** kafkajs's numbers. What it calls information (joins, pauses) is for whoever debugs it. */
const LEVELS: Readonly<Record<number, KafkajsLevel>> = { 1: 'error', 2: 'warn' };

/**
 * kafkajs calls an error whatever a broker answers with a code, also while a new broker is still choosing coordinators.
 * Whoever asked tries again or fails, and reports that; a consumer that it starts again by itself goes on.
 */
export function kafkajsLevel(level: number, namespace: string, message: string): KafkajsLevel {
  if (namespace === 'Connection' && message.startsWith('Response ')) return 'debug';
  if (namespace === 'Consumer' && /^(?:Crash: KafkaJSProtocolError|Restarting the consumer)/.test(message))
    return 'info';
  return LEVELS[level] ?? 'debug';
}
