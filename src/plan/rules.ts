/** The rules whose findings come from a plan. */
import type { RuleInfo } from '../model/rule.ts';
import { ALL_GUARDS } from './guards.ts';
import { declarationDiffersInfo } from './rules/declaration-differs.ts';
import { domainConflictInfo } from './rules/domain-conflict.ts';
import { notEnforcingInfo } from './rules/not-enforcing.ts';
import { openSessionsInfo } from './rules/open-sessions.ts';
import { serverLimitInfo } from './rules/server-limit.ts';
import { unsupportedFieldInfo } from './rules/unsupported-field.ts';

export const PLAN_RULES: readonly RuleInfo[] = [
  unsupportedFieldInfo,
  serverLimitInfo,
  domainConflictInfo,
  notEnforcingInfo,
  declarationDiffersInfo,
  openSessionsInfo,
  ...ALL_GUARDS,
];
