import { attackTypeOf } from '../attacks/attack-types.ts';
import { RISK_BOUNDS } from '../filters/endpoint-condition.ts';
import { Evidence } from './evidence.ts';
import { type FactorCode, WEIGHTS, type Weights } from './weights.ts';

/** What the score looks at of a request. */
export interface RiskRequest {
  id: string;
  /** Null: no response. */
  status: number | null;
  blocked: boolean;
  /** Types of the detections that count. */
  attackTypes: readonly string[];
  sourceTags: readonly string[];
  user: string | null;
  /** Facts of its endpoint, as they are now. */
  businessFlows: readonly string[];
  /** 1 to 10; null: not known. */
  riskScore: number | null;
  rogue: 'SHADOW' | 'ZOMBIE' | 'ORPHAN' | null;
}

/** What adds to a score, and the requests that show it. */
export interface RiskFactor {
  code: FactorCode;
  /** Above 0. */
  points: number;
  requestIds: string[];
}

const MAX_SCORE = 100;

/** 0 to 100: the points of its factors added up, cut at 100. The factors keep all of theirs, most points first. */
export interface Risk {
  score: number;
  factors: RiskFactor[];
}

/**
 * Adds up what the requests of a session part say of its risk; give them in the order of their times. One more malicious
 * request never lowers a score. The formulas are those of docs/risk.md.
 */
export class RiskTally {
  private requests = 0;
  private severity = 0;
  private answered = 0;
  private answeredSeverity = 0;
  private errors = 0;
  private calm = 0;
  private endpoint = 0;
  private source = 0;
  private readonly types = new Set<string>();
  private readonly users = new Set<string>();
  private readonly flows = new Map<string, number>();
  private readonly evidence: Record<FactorCode, Evidence>;

  constructor(private readonly weights: Weights = WEIGHTS) {
    const codes = Object.keys(weights) as FactorCode[];
    this.evidence = Object.fromEntries(codes.map((code) => [code, new Evidence()])) as Record<FactorCode, Evidence>;
  }

  add(request: RiskRequest): void {
    const severity = Math.max(0, ...request.attackTypes.map((type) => this.severityOf(type)));
    this.requests += 1;
    if (this.requests > this.weights.VOLUME.from) this.evidence.VOLUME.add(request.id, 0);
    if (request.attackTypes.length > 0) this.addAttack(request, severity);
    this.addAnswer(request, severity);
    this.addEndpoint(request, severity);
    this.addActor(request);
  }

  risk(): Risk {
    const factors = (Object.keys(this.weights) as FactorCode[])
      .map((code) => ({ code, points: this.pointsOf(code), requestIds: this.evidence[code].ids() }))
      .filter(({ points }) => points > 0)
      .toSorted((one, other) => other.points - one.points);
    const sum = factors.reduce((total, { points }) => total + points, 0);
    return { score: Math.min(MAX_SCORE, sum), factors };
  }

  private pointsOf(code: FactorCode): number {
    const value = this.valueOf(code);
    return Math.min(this.weights[code].max, Math.round(value));
  }

  private valueOf(code: FactorCode): number {
    const { weights } = this;
    switch (code) {
      case 'ATTACK_SEVERITY':
        return this.severity;
      case 'MALICIOUS_ANSWERED':
        return this.answered === 0
          ? 0
          : this.answeredSeverity * weights[code].severityShare + doublings(this.answered) * weights[code].perDoubling;
      case 'ATTACK_TYPES':
        return Math.max(0, this.types.size - 1) * weights[code].perFurther;
      case 'SENSITIVE_FLOW':
        return [...this.flows.values()].reduce((sum, points) => sum + points, 0);
      case 'RISKY_ENDPOINT':
        return this.endpoint;
      case 'ERROR_RATIO':
        return this.errorPoints();
      case 'VOLUME':
        return this.requests <= weights[code].from
          ? 0
          : (1 + doublings(this.requests / weights[code].from)) * weights[code].perDoubling;
      case 'IDENTITY':
        return this.users.size < 2
          ? 0
          : weights[code].first + doublings(this.users.size - 1) * weights[code].perDoubling;
      case 'SOURCE':
        return this.source;
    }
  }

  private severityOf(type: string): number {
    const { types, categories } = this.weights.ATTACK_SEVERITY;
    return Object.hasOwn(types, type) ? ofCode(types, type) : categories[attackTypeOf(type).category];
  }

  private addAttack({ id, blocked, status, attackTypes }: RiskRequest, severity: number): void {
    this.severity = Math.max(this.severity, severity);
    this.evidence.ATTACK_SEVERITY.add(id, severity);
    if (attackTypes.some((type) => !this.types.has(type))) this.evidence.ATTACK_TYPES.add(id, severity);
    for (const type of attackTypes) this.types.add(type);
    if (blocked || status === null || status < 200 || status > 299) return;
    this.answered += 1;
    this.answeredSeverity = Math.max(this.answeredSeverity, severity);
    this.evidence.MALICIOUS_ANSWERED.add(id, severity);
  }

  private addAnswer({ id, status, attackTypes }: RiskRequest, severity: number): void {
    if (status === null) return;
    if (status >= 400) {
      this.errors += 1;
      this.evidence.ERROR_RATIO.add(id, severity);
      // That an attack was answered well makes nothing better.
    } else if (attackTypes.length === 0) this.calm += 1;
  }

  private errorPoints(): number {
    const { max, from, to, leastErrors } = this.weights.ERROR_RATIO;
    if (this.errors < leastErrors) return 0;
    const ratio = this.errors / (this.errors + this.calm);
    return max * Math.min(1, Math.max(0, (ratio - from) / (to - from)));
  }

  private addEndpoint({ id, attackTypes, businessFlows, riskScore, rogue }: RiskRequest, severity: number): void {
    const isAttack = attackTypes.length > 0;
    const { flows, withoutAttack } = this.weights.SENSITIVE_FLOW;
    const sensitive = businessFlows.filter((flow) => ofCode(flows, flow) > 0);
    for (const flow of sensitive) {
      const points = ofCode(flows, flow) * (isAttack ? 1 : withoutAttack);
      this.flows.set(flow, Math.max(points, this.flows.get(flow) ?? 0));
    }
    if (sensitive.length > 0) this.evidence.SENSITIVE_FLOW.add(id, severity);
    const { levels, rogue: rogues, withoutAttack: share } = this.weights.RISKY_ENDPOINT;
    const full = (riskScore === null ? 0 : levels[levelOf(riskScore)]) + (rogue ? rogues[rogue] : 0);
    if (full === 0) return;
    const points = full * (isAttack ? 1 : share);
    this.endpoint = Math.max(this.endpoint, points);
    this.evidence.RISKY_ENDPOINT.add(id, points);
  }

  private addActor({ id, user, sourceTags }: RiskRequest): void {
    if (user !== null && !this.users.has(user)) {
      this.users.add(user);
      this.evidence.IDENTITY.add(id, 0);
    }
    const { tags } = this.weights.SOURCE;
    const points = Math.max(0, ...sourceTags.map((tag) => ofCode(tags, tag.toLowerCase())));
    if (points === 0) return;
    this.source = Math.max(this.source, points);
    this.evidence.SOURCE.add(id, points);
  }
}

/** How often 1 was doubled, in whole steps: 0 for one, 1 for two and three, 2 for four. */
function doublings(count: number): number {
  return Math.floor(Math.log2(count));
}

function levelOf(riskScore: number): 'LOW' | 'MEDIUM' | 'HIGH' {
  if (riskScore < RISK_BOUNDS.medium) return 'LOW';
  return riskScore < RISK_BOUNDS.high ? 'MEDIUM' : 'HIGH';
}

/** Codes are written by others: `constructor` has no points. */
function ofCode(points: Readonly<Record<string, number>>, code: string): number {
  return Object.hasOwn(points, code) ? points[code]! : 0;
}
