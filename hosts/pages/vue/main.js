import '@api-sessions/elements/explore-in-sessions-button/define';
import '@api-sessions/elements/session-list/define';
import '@api-sessions/elements/sessions-provider/define';
import { createApp, createSSRApp } from 'vue';
import { Page } from './page.js';

const place = document.getElementById('root');
// With what a server rendered, or without.
(place.firstChild ? createSSRApp : createApp)(Page).mount(place);
