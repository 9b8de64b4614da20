import type { ServiceProcess } from '../harness/service-process.js';

const MIB = 1_048_576;

/** Resident memory of a service, MiB, as it says itself. */
export async function residentMib({ url }: Pick<ServiceProcess, 'url'>): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / MIB;
}
