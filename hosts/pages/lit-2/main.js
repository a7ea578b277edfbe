import '@api-sessions/elements/explore-in-sessions-button/define';
import '@api-sessions/elements/session-list/define';
import '@api-sessions/elements/sessions-provider/define';
import { html, LitElement } from 'lit-2';

// A page of an older Lit, beside that of the elements.
class ParcelWorks extends LitElement {
  render() {
    return html`
      <sessions-provider endpoint="/graphql" sessions-page="/sessions">
        <h1>Parcel Works</h1>
        <explore-in-sessions-button attack-id="a-17"></explore-in-sessions-button>
        <session-list .params=${'malicious=yes'} page-size="25"></session-list>
      </sessions-provider>
    `;
  }
}
customElements.define('parcel-works', ParcelWorks);
document.getElementById('root').append(document.createElement('parcel-works'));
