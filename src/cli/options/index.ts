/** Every option of several commands, by concern, and what each comes to. */
export * from './parse';
export * from './place';
export * from './removal';
export * from './report';
export * from './request';
export * from './run';
export * from './source';
export * from './target';
