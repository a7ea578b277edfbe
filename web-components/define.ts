import './provider/define.ts';

export * from './index.ts';
