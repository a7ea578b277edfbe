import { SessionFilters } from './session-filters.ts';

SessionFilters.define();
