import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Admission } from '../admission/admission.ts';
import type { Database } from '../db/database.ts';
import { type Lags, readLags } from './lags.ts';
import { operationLabel } from './operations.ts';

/** How a question ended: answered whole, without some of its fields, not at all, or turned away at the door. */
export type Outcome = 'answered' | 'partial' | 'failed' | 'mistaken' | 'refused';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Numbers for Prometheus. Labels are words of ours, never a client's: no tenants, no paths, no names of operations that are not ours. */
export class Metrics {
  private readonly registry = this.tellsLags ? new LagRegistry(() => readLags(this.database)) : new Registry();
  private readonly registers = [this.registry];
  private readonly questions = new Histogram({
    name: 'api_sessions_question_duration_seconds',
    help: 'Time from the arrival of a question to its answer, its wait for a turn included. Operations that are not those of our elements are other.',
    labelNames: ['operation', 'outcome'] as const,
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly waits = new Histogram({
    name: 'api_sessions_turn_wait_seconds',
    help: 'Time that questions waited for their turn.',
    buckets: [0, ...SECONDS],
    registers: this.registers,
  });
  private readonly turnedAway = new Counter({
    name: 'api_sessions_rate_limited_total',
    help: 'Questions and files that were refused because their caller asked too often.',
    registers: this.registers,
  });

  private readonly records = new Counter({
    name: 'api_sessions_ingested_records_total',
    help: 'Records that came in over HTTP, by what became of them.',
    labelNames: ['verdict'] as const,
    registers: this.registers,
  });

  /** @param tellsLags what waits is told, too: by one of several workers, for it is the same for all */
  constructor(
    private readonly database: Pick<Database, 'aside' | 'connections'>,
    private readonly tellsLags = true,
  ) {
    collectDefaultMetrics({ register: this.registry });
    const { connections } = database;
    new Gauge({
      name: 'api_sessions_connections',
      help: 'Connections to the database, by what they are for; waiting: who waits for one.',
      labelNames: ['pool', 'state'] as const,
      registers: this.registers,
      collect() {
        for (const { pool, ...states } of connections()) {
          for (const [state, count] of Object.entries(states)) this.set({ pool, state }, count);
        }
      },
    });
  }

  answered(name: string | null | undefined, outcome: Outcome, seconds: number): void {
    this.questions.observe({ operation: operationLabel(name), outcome }, seconds);
  }

  waited(seconds: number): void {
    this.waits.observe(seconds);
  }

  rateLimited(): void {
    this.turnedAway.inc();
  }

  ingested(counts: Record<'accepted' | 'duplicate' | 'rejected', number>): void {
    for (const [verdict, count] of Object.entries(counts)) this.records.inc({ verdict }, count);
  }

  watchStreams(admission: Admission): void {
    new Gauge({
      name: 'api_sessions_ingest_streams',
      help: 'Requests whose lines are read now, and that wait for their turn.',
      labelNames: ['state'] as const,
      registers: this.registers,
      collect() {
        const { inside, waiting } = admission.state;
        this.set({ state: 'reading' }, inside);
        this.set({ state: 'waiting' }, waiting);
      },
    });
  }

  watch(admission: Admission): void {
    new Gauge({
      name: 'api_sessions_questions',
      help: 'Questions that are executed now, and that wait for their turn.',
      labelNames: ['state'] as const,
      registers: this.registers,
      collect() {
        const { inside, waiting } = admission.state;
        this.set({ state: 'executing' }, inside);
        this.set({ state: 'waiting' }, waiting);
      },
    });
  }

  /** What Prometheus reads. What waits is left out while the database does not say. */
  async text(): Promise<{ type: string; body: string }> {
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }

  /** Lets the process that started this one ask for its numbers, and add those of all. */
  share(): void {
    AggregatorRegistry.setRegistries([this.registry]);
    new AggregatorRegistry();
  }
}

/** Looks what waits whenever its numbers are asked for. */
class LagRegistry extends Registry {
  constructor(private readonly read: () => Promise<Lags>) {
    super();
  }

  override async metrics(): Promise<string> {
    await this.look();
    return super.metrics();
  }

  override async getMetricsAsJSON() {
    await this.look();
    return super.getMetricsAsJSON();
  }

  private async look(): Promise<void> {
    const lags = await this.read().catch(() => null);
    for (const [name, help, value] of LAGS) {
      this.removeSingleMetric(name);
      const found = lags && value(lags);
      if (found !== null) new Gauge({ name, help, registers: [this] }).set(found);
    }
  }
}

const LAGS: readonly [name: string, help: string, value: (lags: Lags) => number | null][] = [
  ['api_sessions_outbox_pending', 'Actions that are to be delivered.', (lags) => lags.outboxPending],
  [
    'api_sessions_outbox_overdue_seconds',
    'How long the oldest of them is overdue.',
    (lags) => lags.outboxOverdueSeconds,
  ],
  ['api_sessions_outbox_dead', 'Actions whose delivery was given up.', (lags) => lags.outboxDead],
  [
    'api_sessions_settling_due',
    'Days of endpoints whose deviations are to be judged again.',
    (lags) => lags.settlingDue,
  ],
  ['api_sessions_risks_due', 'Session parts without a risk score, 10000 at most.', (lags) => lags.risksDue],
  [
    'api_sessions_last_arrival_timestamp_seconds',
    'When the last batch of an import arrived.',
    (lags) => lags.lastArrival,
  ],
];
