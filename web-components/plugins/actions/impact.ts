import { ActionImpactDocument, type ActionImpactQuery } from '../../data/documents.generated.ts';
import type { PluginHost } from '../plugin.ts';
import type { Refusal } from './attempt.ts';

/** What an action would touch of what is kept. */
export type Impact = Extract<ActionImpactQuery['impact'], { exact: boolean }>;

/** Which action: a detection to be marked, a session to be blocked, a rule to be made; or the undo of one of these. */
export type ImpactSubject =
  | { readonly detectionId: string }
  | { readonly unmarkDetectionId: string }
  | { readonly sessionId: string }
  | { readonly unblockSessionId: string }
  | { readonly rule: object }
  | { readonly deleteRuleId: string };

export type ImpactState =
  | { readonly kind: 'loading'; readonly before?: Impact }
  | { readonly kind: 'known'; readonly impact: Impact }
  /** The graph would not do it. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** It could not say. */
  | { readonly kind: 'unknown' };

/** Asks what an action would touch; of several questions, the last one counts. */
export class ImpactPreview {
  state: ImpactState = { kind: 'loading' };
  private asked = '';

  constructor(
    private readonly host: PluginHost,
    private readonly changed: () => void,
  ) {}

  async ask(subject: ImpactSubject): Promise<void> {
    const asked = JSON.stringify(subject);
    if (asked === this.asked) return;
    this.asked = asked;
    this.state = { kind: 'loading', ...(this.state.kind === 'known' && { before: this.state.impact }) };
    this.changed();
    const state = await this.answer(subject);
    if (asked !== this.asked) return;
    this.state = state;
    // It may be asked again.
    if (state.kind === 'unknown') this.asked = '';
    this.changed();
  }

  private async answer(subject: ImpactSubject): Promise<ImpactState> {
    try {
      const { impact } = await this.host.query<ActionImpactQuery>(
        ActionImpactDocument,
        { input: subject },
        { fresh: true },
      );
      if (!impact) return { kind: 'unknown' };
      return 'exact' in impact ? { kind: 'known', impact } : { kind: 'refused', refusal: impact };
    } catch {
      return { kind: 'unknown' };
    }
  }
}
