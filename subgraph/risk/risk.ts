import { attackTypeOf } from '../attacks/attack-types.ts';
import { RISK_BOUNDS } from '../filters/endpoint-condition.ts';
import { Evidence, isBefore, MAX_EVIDENCE, type Place, type Shown } from './evidence.ts';
import { type First, Firsts } from './firsts.ts';
import { type FactorCode, WEIGHTS, type Weights } from './weights.ts';

/** What the score looks at of a request. */
export interface RiskRequest extends Place {
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

/** Sums, in the order in which `RiskTally` explains them. */
interface Sums {
  requests: number;
  severity: number;
  answered: number;
  answeredSeverity: number;
  errors: number;
  calm: number;
  endpoint: number;
  source: number;
}

/** All that a tally has to know of the requests that were added, as JSON: it does not grow with their number. */
export interface RiskState extends Sums {
  users: number;
  /** Points of each sensitive flow. */
  flows: Record<string, number>;
  /** The first request of each type of attack, and of each of the first users. */
  types: First[];
  firstUsers: First[];
  evidence: Partial<Record<FactorCode, Shown[]>>;
}

/**
 * Adds up what the requests of a session part say of its risk: all of them, in the order of (time, id), or those that
 * have come since a state was kept, in any order. One more malicious request never lowers a score. The formulas are those
 * of docs/risk.md.
 */
export class RiskTally {
  private readonly sums: Sums;
  private readonly types: Firsts;
  private readonly firstUsers: Firsts;
  private readonly flows: Map<string, number>;
  private readonly evidence: Record<FactorCode, Evidence>;
  /** Null: it goes on from a state, and is told how many users are new. */
  private readonly seenUsers: Set<string> | null;
  private users: number;
  private isVolumeMoved = false;

  /** @param from the state to go on from; `newUsers`: users among the requests to come who had none before */
  constructor(
    private readonly weights: Weights = WEIGHTS,
    from: { state: RiskState; newUsers: number } | null = null,
  ) {
    const state = from?.state;
    const { requests = 0, severity = 0, answered = 0, answeredSeverity = 0 } = state ?? {};
    const { errors = 0, calm = 0, endpoint = 0, source = 0 } = state ?? {};
    this.sums = { requests, severity, answered, answeredSeverity, errors, calm, endpoint, source };
    this.types = new Firsts(Number.POSITIVE_INFINITY, state?.types);
    this.firstUsers = new Firsts(MAX_EVIDENCE, state?.firstUsers);
    this.flows = new Map(Object.entries(state?.flows ?? {}));
    this.seenUsers = from ? null : new Set();
    this.users = from ? from.state.users + from.newUsers : 0;
    const codes = Object.keys(weights) as FactorCode[];
    this.evidence = Object.fromEntries(codes.map((code) => [code, new Evidence(state?.evidence[code])])) as Record<
      FactorCode,
      Evidence
    >;
  }

  add(request: RiskRequest): void {
    const severity = Math.max(0, ...request.attackTypes.map((type) => this.severityOf(type)));
    this.addToVolume(request);
    if (request.attackTypes.length > 0) this.addAttack(request, severity);
    this.addAnswer(request, severity);
    this.addEndpoint(request, severity);
    this.addActor(request);
  }

  /** Which requests show the volume does not follow from those that were added: `showVolume` has to be told. */
  get isVolumeUnknown(): boolean {
    return this.isVolumeMoved && this.sums.requests > this.weights.VOLUME.from;
  }

  /** @param places those from the first one beyond the usual number on, in their order */
  showVolume(places: readonly Place[]): void {
    this.evidence.VOLUME = new Evidence(places.map(({ id, time }) => ({ id, time, rank: 0 })));
    this.isVolumeMoved = false;
  }

  state(): RiskState {
    const codes = Object.keys(this.weights) as FactorCode[];
    const shown = codes.map((code) => [code, this.evidence[code].shown()] as const);
    return {
      ...this.sums,
      users: this.users,
      flows: Object.fromEntries(this.flows),
      types: this.types.firsts(),
      firstUsers: this.firstUsers.firsts(),
      evidence: Object.fromEntries(shown.filter(([, places]) => places.length > 0)),
    };
  }

  risk(): Risk {
    const factors = (Object.keys(this.weights) as FactorCode[])
      .map((code) => ({ code, points: this.pointsOf(code), requestIds: this.shownOf(code).map(({ id }) => id) }))
      .filter(({ points }) => points > 0)
      .toSorted((one, other) => other.points - one.points);
    const sum = factors.reduce((total, { points }) => total + points, 0);
    return { score: Math.min(MAX_SCORE, sum), factors };
  }

  private shownOf(code: FactorCode): Shown[] {
    if (code !== 'ATTACK_TYPES' && code !== 'IDENTITY') return this.evidence[code].shown();
    const firsts = (code === 'IDENTITY' ? this.firstUsers : this.types).firsts();
    const evidence = new Evidence();
    // One request may be the first of several values.
    for (const each of new Map(firsts.map((first) => [first.id, first])).values()) evidence.add(each, each.rank);
    return evidence.shown();
  }

  private pointsOf(code: FactorCode): number {
    const value = this.valueOf(code);
    return Math.min(this.weights[code].max, Math.round(value));
  }

  private valueOf(code: FactorCode): number {
    const { weights, sums, users } = this;
    switch (code) {
      case 'ATTACK_SEVERITY':
        return sums.severity;
      case 'MALICIOUS_ANSWERED':
        return sums.answered === 0
          ? 0
          : sums.answeredSeverity * weights[code].severityShare + doublings(sums.answered) * weights[code].perDoubling;
      case 'ATTACK_TYPES':
        return Math.max(0, this.types.size - 1) * weights[code].perFurther;
      case 'SENSITIVE_FLOW':
        return [...this.flows.values()].reduce((sum, points) => sum + points, 0);
      case 'RISKY_ENDPOINT':
        return sums.endpoint;
      case 'ERROR_RATIO':
        return this.errorPoints();
      case 'VOLUME':
        return sums.requests <= weights[code].from
          ? 0
          : (1 + doublings(sums.requests / weights[code].from)) * weights[code].perDoubling;
      case 'IDENTITY':
        return users < 2 ? 0 : weights[code].first + doublings(users - 1) * weights[code].perDoubling;
      case 'SOURCE':
        return sums.source;
    }
  }

  private severityOf(type: string): number {
    const { types, categories } = this.weights.ATTACK_SEVERITY;
    return Object.hasOwn(types, type) ? ofCode(types, type) : categories[attackTypeOf(type).category];
  }

  private addToVolume(request: RiskRequest): void {
    this.sums.requests += 1;
    if (this.seenUsers) {
      if (this.sums.requests > this.weights.VOLUME.from) this.evidence.VOLUME.add(request, 0);
      return;
    }
    const shown = this.evidence.VOLUME.shown();
    this.isVolumeMoved ||= shown.length < MAX_EVIDENCE || isBefore(request, shown.at(-1)!);
  }

  private addAttack(request: RiskRequest, severity: number): void {
    const { blocked, status, attackTypes } = request;
    const { sums } = this;
    sums.severity = Math.max(sums.severity, severity);
    this.evidence.ATTACK_SEVERITY.add(request, severity);
    for (const type of attackTypes) this.types.add(request, type, severity);
    if (blocked || status === null || status < 200 || status > 299) return;
    sums.answered += 1;
    sums.answeredSeverity = Math.max(sums.answeredSeverity, severity);
    this.evidence.MALICIOUS_ANSWERED.add(request, severity);
  }

  private addAnswer(request: RiskRequest, severity: number): void {
    const { status, attackTypes } = request;
    if (status === null) return;
    if (status >= 400) {
      this.sums.errors += 1;
      this.evidence.ERROR_RATIO.add(request, severity);
      // That an attack was answered well makes nothing better.
    } else if (attackTypes.length === 0) this.sums.calm += 1;
  }

  private errorPoints(): number {
    const { max, from, to, leastErrors } = this.weights.ERROR_RATIO;
    const { errors, calm } = this.sums;
    if (errors < leastErrors) return 0;
    const ratio = errors / (errors + calm);
    return max * Math.min(1, Math.max(0, (ratio - from) / (to - from)));
  }

  private addEndpoint(request: RiskRequest, severity: number): void {
    const { attackTypes, businessFlows, riskScore, rogue } = request;
    const isAttack = attackTypes.length > 0;
    const { flows, withoutAttack } = this.weights.SENSITIVE_FLOW;
    const sensitive = businessFlows.filter((flow) => ofCode(flows, flow) > 0);
    for (const flow of sensitive) {
      const points = ofCode(flows, flow) * (isAttack ? 1 : withoutAttack);
      this.flows.set(flow, Math.max(points, this.flows.get(flow) ?? 0));
    }
    if (sensitive.length > 0) this.evidence.SENSITIVE_FLOW.add(request, severity);
    const { levels, rogue: rogues, withoutAttack: share } = this.weights.RISKY_ENDPOINT;
    const full = (riskScore === null ? 0 : levels[levelOf(riskScore)]) + (rogue ? rogues[rogue] : 0);
    if (full === 0) return;
    const points = full * (isAttack ? 1 : share);
    this.sums.endpoint = Math.max(this.sums.endpoint, points);
    this.evidence.RISKY_ENDPOINT.add(request, points);
  }

  private addActor(request: RiskRequest): void {
    const { user, sourceTags } = request;
    if (user !== null) {
      this.firstUsers.add(request, user, 0);
      if (this.seenUsers) this.users = this.seenUsers.add(user).size;
    }
    const { tags } = this.weights.SOURCE;
    const points = Math.max(0, ...sourceTags.map((tag) => ofCode(tags, tag.toLowerCase())));
    if (points === 0) return;
    this.sums.source = Math.max(this.sums.source, points);
    this.evidence.SOURCE.add(request, points);
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
