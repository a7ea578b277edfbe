import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { Page } from './page.js';

process.stdout.write(await renderToString(createSSRApp(Page)));
