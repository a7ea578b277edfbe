import type { ReactiveController } from 'lit';
import type { Connection } from '../data/connection.ts';
import type { SessionTarget } from '../data/documents.generated.ts';
import { type AvailabilityTerms, availabilityEn } from '../i18n/explore-button.en.ts';
import { type Dictionary, LanguageController, type LanguageHost } from '../i18n/language.ts';
import { SessionsAuthRequiredEvent } from '../shared/events.ts';
import { exactNumber, shortNumber } from '../shared/format.ts';
import type { Availability, SessionCount, Subject } from './availability.ts';
import { type AvailabilityBatch, batchOf, type Question } from './availability-batch.ts';

const WORDS: Dictionary<AvailabilityTerms> = {
  english: availabilityEn,
  loaders: new Map([['de', () => import('../i18n/explore-button.de.ts').then(({ availabilityDe }) => availabilityDe)]]),
  part: (terms) => terms.availability,
};

/** Of what is not understood. */
const MOST_TOLD = 5;
const MOST_CHARACTERS = 80;

const ANSWERS = { AVAILABLE: 'available', EXPIRED: 'expired', UNKNOWN: 'unknown' } as const;

interface AvailabilityHost extends HTMLElement, LanguageHost {
  readonly lang: string;
  readonly connection: Connection;
  readonly requestId?: string;
  readonly attackId?: string;
  readonly endpointId?: string;
  readonly sessionId?: string;
  readonly params?: string;
}

/** Asks where a button leads as soon as it is looked at, together with the others of the page, and says it in words. */
export class AvailabilityController implements ReactiveController {
  state: Availability = 'unchecked';
  sessionCount: SessionCount | null = null;
  private readonly language: LanguageController<AvailabilityTerms>;
  private key = '';
  private unread: readonly string[] = [];
  private question: Question | undefined;
  private batch: AvailabilityBatch | undefined;

  constructor(
    private readonly host: AvailabilityHost,
    /** Null: nothing to ask. */
    private readonly subject: () => Subject | null,
  ) {
    this.language = new LanguageController(host, WORDS);
    host.addController(this);
  }

  /** Why it is no link, in short; undefined: it is one. */
  get reason(): string | undefined {
    return this.state === 'expired' || this.state === 'unknown' ? this.language.terms[this.state] : undefined;
  }

  /** Mouse and screen reader learn from it what the number counts, or why there is no link. */
  get explanation(): string | undefined {
    const { state, sessionCount } = this;
    const { terms } = this.language;
    if (state === 'invalid') return terms.invalidWhy(this.unread.join(', '));
    if (state === 'expired' || state === 'unknown') return terms[`${state}Why`];
    return sessionCount ? terms.sessions({ short: this.written(exactNumber), value: sessionCount.value }) : undefined;
  }

  /** Or what is wrong with its filters; it stays a link then: the page that it leads to says more. */
  get count(): string {
    if (this.state === 'invalid') return this.language.terms.invalid;
    return this.written(shortNumber);
  }

  hostUpdate(): void {
    const { connection, isConnected } = this.host;
    if (!isConnected) return;
    const subject = this.subject();
    const batch = batchOf(connection);
    const { requestId, attackId, endpointId, sessionId } = this.host;
    // Beside an id, they are not what the link shows.
    const params = requestId || attackId || endpointId || sessionId ? undefined : this.host.params;
    const key = JSON.stringify([subject, params]);
    if (key === this.key && batch === this.batch) return;
    this.drop();
    this.key = key;
    this.batch = batch;
    this.say('unchecked');
    if (subject) this.wait(targetOf(subject), batch);
    else if (params) this.read(params);
  }

  /** Moved within the page, it asks again where it arrives; the answer is then at hand. */
  hostConnected(): void {
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.drop();
    this.key = '';
  }

  /** It is looked at. */
  seen(): void {
    if (this.question) this.batch?.seen(this.question);
  }

  /** Names what is not understood; the code that knows is loaded for buttons with filters alone. */
  private async read(params: string): Promise<void> {
    const { key } = this;
    const [{ parseView }, { printable }] = await Promise.all([
      import('../state/view-params.ts'),
      import('../shared/printable.ts'),
    ]);
    const unread = parseView(params).ignored.slice(0, MOST_TOLD);
    if (key !== this.key || unread.length === 0) return;
    this.unread = unread.map((one) => printable(one).slice(0, MOST_CHARACTERS));
    console.warn(`explore-in-sessions-button: not understood: ${this.unread.join(', ')}`);
    this.say('invalid');
  }

  private written(write: (value: number, locale: string) => string): string {
    if (!this.sessionCount) return '';
    const { value, exact } = this.sessionCount;
    const text = write(value, this.language.locale);
    return exact ? text : this.language.terms.atLeast(text);
  }

  private wait(target: SessionTarget, batch: AvailabilityBatch): void {
    // An answer may arrive when the button asks about something else.
    const isOpen = () => this.question === question;
    const question: Question = {
      target,
      asking: () => this.say('checking'),
      answered: ({ state, sessionCount }) =>
        isOpen() && this.say(ANSWERS[state], state === 'AVAILABLE' ? sessionCount : null),
      failed: () => isOpen() && this.say('error'),
      signInWanted: () => isOpen() && this.host.dispatchEvent(new SessionsAuthRequiredEvent()),
    };
    this.question = question;
    batch.join(question);
    watch(this.host, this);
  }

  private drop(): void {
    if (!this.question) return;
    this.batch?.leave(this.question);
    this.question = undefined;
    observer?.unobserve(this.host);
  }

  private say(state: Availability, sessionCount: SessionCount | null = null): void {
    this.state = state;
    this.sessionCount = sessionCount;
    this.host.requestUpdate();
  }
}

function targetOf({ name, id, at }: Subject): SessionTarget {
  // One bad time would spoil the question for all buttons of the page.
  const ms = Date.parse(at ?? '');
  return { [name]: id, ...(!Number.isNaN(ms) && { at: new Date(ms).toISOString() }) };
}

let observer: IntersectionObserver | undefined;
const watched = new WeakMap<Element, AvailabilityController>();

/** One observer for all: those that become visible together are told together. */
function watch(element: Element, controller: AvailabilityController): void {
  observer ??= new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer?.unobserve(target);
      watched.get(target)?.seen();
    }
  });
  watched.set(element, controller);
  observer.observe(element);
}
