import { readFile, readdir, readlink } from 'node:fs/promises';

/** The process that listens on a TCP port. */
export interface PortHolder {
  readonly pid: number;
  /** Its command line, arguments separated by spaces, at most 200 characters. */
  readonly command: string;
}

/** State of a listening socket in `/proc/net/tcp`, from the kernel's include/net/tcp_states.h. */
const LISTENING = '0A';

/** Who listens on the port, as far as this user may see; `undefined` where there is no `/proc` or no permission. */
export async function findPortHolder(port: number): Promise<PortHolder | undefined> {
  const inodes = new Set(
    (
      await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((table) => listeningInodes(table, port)))
    ).flat(),
  );
  if (inodes.size === 0) return undefined;
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && (await holdsSocket(entry, inodes))) {
      return { pid: Number(entry), command: await commandOf(entry) };
    }
  }
  return undefined;
}

/** Inodes of the sockets that listen on the port, from one of the kernel's tables (proc(5): hexadecimal port, state, inode). */
async function listeningInodes(table: string, port: number): Promise<string[]> {
  const text = await readFile(table, 'utf8').catch(() => '');
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(wanted) && fields[3] === LISTENING)
    .map((fields) => fields[9] ?? '');
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}

async function commandOf(pid: string): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.replaceAll('\0', ' ').trim().slice(0, 200);
}
