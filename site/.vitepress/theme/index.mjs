import DefaultTheme from 'vitepress/theme-without-fonts';
import Live from './Live.vue';
import Picture from './Picture.vue';
import './site.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('Live', Live);
    app.component('Picture', Picture);
  },
};
