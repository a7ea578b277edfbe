/** What a list opens, apart from what it shows: read when its first page is there. */
export { PivotMenu } from '../pivots/pivot-menu.ts';
export { renderColumnMenu } from './column-menu.ts';
export { adoptMenuStyles } from './menu-styles.ts';
