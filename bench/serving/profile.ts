import { readFileSync } from 'node:fs';

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
}

const NO_WORK = new Set(['(idle)', '(program)', '(root)']);

/** The functions of a CPU profile that took most themselves, with their share of the time in which anything was done. */
export function topOf(file: string, count: number): string[] {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let all = 0;
  for (const [index, sample] of samples.entries()) {
    const name = names.get(sample)!;
    if (NO_WORK.has(name)) continue;
    const time = timeDeltas[index] ?? 0;
    all += time;
    times.set(name, (times.get(name) ?? 0) + time);
  }
  const sorted = [...times].sort(([, a], [, b]) => b - a).slice(0, count);
  return sorted.map(([name, time]) => `${((100 * time) / all).toFixed(1)} %  ${name}`);
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  if (functionName.startsWith('(')) return functionName;
  const place = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/subgraph\//, '');
  return `${functionName || '(anonymous)'} ${place}${url ? `:${lineNumber + 1}` : ''}`;
}
