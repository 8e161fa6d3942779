/** Every rule, in the order of docs/rules.md. */
import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [];
