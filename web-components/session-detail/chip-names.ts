import type { LocalizeController } from '../i18n/localize.ts';
import type { SessionsElement } from '../shared/element.ts';
import { ValueNames } from '../shared/value-names.ts';
import { type DetailFilters, inheritedInForce, localView } from '../state/detail-filters.ts';
import { chipsOf, type View, withValue } from '../state/view.ts';

/** What people call the values of the chips of an open session. */
export function namesOfChips(
  host: SessionsElement,
  localize: LocalizeController,
  filters: () => DetailFilters,
  /** Those that could be applied. */
  general: () => View,
) {
  return new ValueNames({
    addController: (controller) => host.addController(controller),
    requestUpdate: () => host.requestUpdate(),
    get isConnected() {
      return host.isConnected;
    },
    get connection() {
      return host.connection;
    },
    get view() {
      const inherited = inheritedInForce(filters());
      const sources = [general(), inherited, localView(filters())];
      let view = inherited;
      for (const { id, value } of sources.flatMap(chipsOf)) view = withValue(view, id, value, 'only');
      return view;
    },
    get terms() {
      return localize.terms;
    },
    get locale() {
      return localize.locale;
    },
  });
}
