import { html, nothing } from 'lit';
import { EndpointParametersDocument, type EndpointParametersQuery } from '../data/documents.generated.ts';
import { QueryController, type QueryHost } from '../data/query-controller.ts';
import { ENDPOINT_PARAMETERS } from '../i18n/endpoint-parameters.ts';
import { LanguageController } from '../i18n/language.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import { exactNumber, percent } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';

/** The element with the open request. */
export type ParametersHost = QueryHost &
  ConstructorParameters<typeof LanguageController>[0] & { readonly requestId: string };

type Known = NonNullable<NonNullable<NonNullable<EndpointParametersQuery['request']>['endpoint']>['sessionParameters']>;

/** What is sent to the endpoint of a request, as a table. */
export class EndpointParameters {
  private readonly answer: QueryController<EndpointParametersQuery, { id: string }>;
  private readonly language: LanguageController<typeof ENDPOINT_PARAMETERS.english>;

  constructor(host: ParametersHost, isOpen: () => boolean) {
    this.language = new LanguageController(host, ENDPOINT_PARAMETERS);
    this.answer = new QueryController(host, () =>
      isOpen() && host.requestId ? { query: EndpointParametersDocument, variables: { id: host.requestId } } : null,
    );
  }

  render({ terms, locale }: Pick<LocalizeController, 'terms' | 'locale'>) {
    const words = this.language.terms;
    const { data, loading, stale, failure } = this.answer;
    if (loading && (stale || !data)) return html`<p class="muted" aria-busy="true">${terms.loading}</p>`;
    const known = data?.request?.endpoint?.sessionParameters;
    if (failure || !known) {
      return html`<p class="notice" role="alert">${icons.warning}<span>${words.failed}</span>
        <button type="button" class="button" @click=${() => this.answer.refresh()}>${terms.retry}</button></p>`;
    }
    const number = (value: number) => exactNumber(value, locale);
    const counted = words.counted(number(known.requestCount), known.exact);
    const leftOut =
      known.leftOutCount > 0 ? ` ${words.leftOut(number(known.leftOutCount), known.leftOutCount === 1)}` : '';
    return html`${known.nodes.length > 0 ? this.renderTable(known, locale) : html`<p>${words.none}</p>`}
      <p class="muted">${counted}${leftOut}</p>`;
  }

  private renderTable({ nodes, requestCount: all }: Known, locale: string) {
    const words = this.language.terms;
    return html`<div class="wide"><table class="query">
      <thead><tr>
        <th scope="col">${words.name}</th><th scope="col">${words.source}</th><th scope="col">${words.kinds}</th>
        <th scope="col" class="number">${words.requests}</th>
      </tr></thead>
      <tbody>
        ${nodes.map(
          ({ name, source, requestCount, kinds, sensitive }) => html`<tr>
            <th scope="row"><span class="mono">${printable(name)}</span>${
              sensitive ? html` <span class="tag">${words.sensitive[sensitive]}</span>` : nothing
            }</th>
            <td>${words.sources[source]}</td>
            <td>${
              kinds
                ? kinds.map((kind) => words.kindNames[kind]).join(', ')
                : html`<span class="muted withheld" title=${words.notPermittedHint}>${words.notPermitted}</span>`
            }</td>
            <td class="number">${exactNumber(requestCount, locale)} <span class="muted">${percent(requestCount / all, locale)}</span></td>
          </tr>`,
        )}
      </tbody>
    </table></div>`;
  }
}
