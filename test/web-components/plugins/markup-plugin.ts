import { definePlugin } from '../../../web-components/plugins/plugin.ts';

/** The module of a `<sessions-plugin src>`. */
export default () =>
  definePlugin({ id: 'markup', apiVersion: 1, columns: [{ id: 'one', title: 'Markup', render: () => 'x' }] });
