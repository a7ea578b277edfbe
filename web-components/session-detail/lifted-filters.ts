import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { Notice, Notices } from '../notices/notice.ts';
import type { DetailFilters } from '../state/detail-filters.ts';

/** Filters that were lifted to show a request: it is said, with a way back to them, until there are other filters. */
export class LiftedFilters {
  private told: { readonly notice: Notice; readonly under: DetailFilters } | undefined;

  constructor(
    private readonly notices: Notices,
    private readonly words: () => DecisionTerms,
    private readonly restore: (filters: DetailFilters) => void,
  ) {}

  /** @param under those that are in force now */
  tell(before: DetailFilters, under: DetailFilters): void {
    const { filtersLifted, filtersBack } = this.words();
    const run = async () => this.restore(before);
    const notice: Notice = { text: filtersLifted, tone: 'info', offer: { text: filtersBack, run } };
    this.told = { notice, under };
    this.notices.show(notice);
  }

  /** What was said of other filters is not true any more. */
  follow(inForce: DetailFilters): void {
    if (!this.told || this.told.under === inForce) return;
    this.notices.withdraw(this.told.notice);
    this.told = undefined;
  }
}
