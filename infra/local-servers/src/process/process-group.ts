import { readdir, readFile } from 'node:fs/promises';

/** States of the dead in `/proc/PID/stat`: they stay until their parent asks for them, which some never do. */
const DEAD = new Set(['Z', 'X']);

/** Whether any process of the group still runs. Where there is no `/proc`, one that nobody has waited for yet counts. */
export async function isGroupAlive(groupId: number): Promise<boolean> {
  if (!existsGroup(groupId)) return false;
  const entries = await readdir('/proc').catch(() => undefined);
  if (!entries) return true;
  const pids = entries.filter((entry) => /^\d+$/.test(entry));
  const members = await Promise.all(pids.map((pid) => isLivingMember(pid, groupId)));
  return members.includes(true);
}

function existsGroup(groupId: number): boolean {
  try {
    return process.kill(-groupId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** The fields after the program's name, which stands in brackets and may itself hold any character (proc(5)). */
async function isLivingMember(pid: string, groupId: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const [state = 'X', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(group) === groupId && !DEAD.has(state);
}
