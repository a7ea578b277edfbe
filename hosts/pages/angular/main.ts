import '@angular/compiler';
import '@api-sessions/elements/explore-in-sessions-button/define';
import '@api-sessions/elements/session-list/define';
import '@api-sessions/elements/sessions-provider/define';
import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';

@Component({
  selector: '#root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <sessions-provider endpoint="/graphql" sessions-page="/sessions">
      <h1>Parcel Works</h1>
      <explore-in-sessions-button attack-id="a-17"></explore-in-sessions-button>
      <session-list [params]="params" page-size="25"></session-list>
    </sessions-provider>
  `,
})
class Page {
  params = 'malicious=yes';
}

bootstrapApplication(Page, { providers: [provideZonelessChangeDetection()] });
