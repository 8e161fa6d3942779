/** The rules whose findings come from a plan. */
import type { RuleInfo } from '../model/rule.ts';
import { ALL_GUARDS } from './guards.ts';
import { domainConflictInfo } from './rules/domain-conflict.ts';
import { unsupportedFieldInfo } from './rules/unsupported-field.ts';

export const PLAN_RULES: readonly RuleInfo[] = [unsupportedFieldInfo, domainConflictInfo, ...ALL_GUARDS];
