/** A request, or a detection in one: what shows content. */
type Shown = { id?: unknown; requestId?: unknown; row?: { sessionKey: string } };

/** What an operation shows of content, for the audit trail: one entry for all of it. */
export class ContentReads {
  /** Such as `Request.query`. */
  readonly fields = new Set<string>();
  readonly requests = new Set<string>();
  private readonly sessions = new Set<string>();
  /** Values that do not know their request. */
  private readonly owners = new WeakMap<object, object>();

  /** Values of a list belong to this request. */
  own(values: unknown, request: object): void {
    if (Array.isArray(values)) for (const value of values) this.owners.set(value as object, request);
  }

  note(place: string, source: object): void {
    this.fields.add(place);
    const { id, requestId = id, row } = (this.owners.get(source) ?? source) as Shown;
    if (requestId !== undefined) this.requests.add(String(requestId));
    if (row) this.sessions.add(row.sessionKey);
  }

  /** The one thing that it was about. */
  get subject(): string {
    if (this.requests.size === 1) return `request:${[...this.requests][0]}`;
    return this.sessions.size === 1 ? `session:${[...this.sessions][0]}` : 'requests';
  }
}
