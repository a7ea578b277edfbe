import cluster from 'node:cluster';
import type { AdmissionLimits } from '../admission/limits.ts';

/** Variable by which a worker is told its role: set for it alone, and nothing that anybody configures. */
export const ROLE = 'API_SESSIONS_WORKER_ROLE';

/** `background`: what is done once, beside questions; `questions`: these alone. */
export type Role = 'background' | 'questions';

/** The role in an environment; null: the process is no worker, and does everything. */
export function roleIn(env: NodeJS.ProcessEnv): Role | null {
  const role = env[ROLE];
  // Others run clusters, too: theirs are no workers of ours.
  return cluster.isWorker && (role === 'background' || role === 'questions') ? role : null;
}

/** What one of several processes takes on: together they do what the settings say, and at least one thing each. */
export function shareOf<Limits extends Omit<AdmissionLimits, 'cost'>>(limits: Limits, workers: number): Limits {
  const share = (count: number) => Math.ceil(count / workers);
  return {
    ...limits,
    atOnce: share(limits.atOnce),
    atOncePerCaller: share(limits.atOncePerCaller),
    waiting: share(limits.waiting),
  };
}
