import { h } from 'vue';

export const Page = () =>
  h('sessions-provider', { endpoint: '/graphql', 'sessions-page': '/sessions' }, [
    h('h1', 'Parcel Works'),
    h('explore-in-sessions-button', { 'attack-id': 'a-17' }),
    h('session-list', { params: 'malicious=yes', 'page-size': 25 }),
  ]);
