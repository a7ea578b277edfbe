import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU in hundredths of a second for whoever asks. */
const MS_PER_TICK = 10;

/** Hundredths of a second of CPU that each process of a family has taken, by its number. */
export type CpuTimes = ReadonlyMap<number, number>;

/** Of a process and all that it started, as far as they live. Linux only. */
export function cpuOf(root: number): CpuTimes {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : null;
    if (stat) processes.set(Number(name), stat);
  }
  const isOfFamily = (pid: number): boolean => {
    const parent = processes.get(pid)?.parent;
    return pid === root || (parent !== undefined && parent > 1 && isOfFamily(parent));
  };
  return new Map([...processes].filter(([pid]) => isOfFamily(pid)).map(([pid, { ticks }]) => [pid, ticks]));
}

/** Milliseconds of CPU between two looks. What a process took that has ended meanwhile is not known. */
export function cpuBetween(before: CpuTimes, after: CpuTimes): number {
  let ticks = 0;
  for (const [pid, now] of after) ticks += now - (before.get(pid) ?? 0);
  return ticks * MS_PER_TICK;
}

/** The process that started another one. */
export function parentOf(pid: number): number {
  return readStat(pid)?.parent ?? 0;
}

/** Null: it has ended. */
function readStat(pid: number): { parent: number; ticks: number } | null {
  try {
    // The name in parentheses may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}
