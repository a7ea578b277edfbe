import { risk } from './api-sessions.js';

document.querySelector('sessions-provider').plugins = [risk()];
