import { callers } from './callers.mjs';
import { input } from './input.mjs';
import { target } from './target.mjs';

export const scenarios = [...input, ...target, ...callers];
