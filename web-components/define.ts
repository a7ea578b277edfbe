// In front: the elements inside it ask for it when they are registered.
import './provider/define.ts';

import './explore-in-sessions-button/define.ts';
import './session-detail/define.ts';
import './session-explorer/define.ts';
import './session-filters/define.ts';
import './session-list/define.ts';
import './session-timeline/define.ts';

export * from './index.ts';
