import '@api-sessions/elements/explore-in-sessions-button/define';
import '@api-sessions/elements/session-list/define';
import '@api-sessions/elements/sessions-provider/define';

export default defineNuxtPlugin(() => {});
