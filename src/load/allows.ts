/** `# partnerctl-allow <rule>: <reason>` comments. What they may silence is for lint to say. */
import type { Allow } from '../model/partner-source.ts';
import { yamlComments } from '../yaml/comments.ts';

const ALLOW = /^#+\s*partnerctl-allow(?![\w-])(.*)$/;

export function readAllows(text: string): readonly Allow[] {
  return yamlComments(text).flatMap(({ text: comment, span }) => {
    const rest = ALLOW.exec(comment.trimEnd())?.[1];
    return rest === undefined ? [] : [{ ...parts(rest), span }];
  });
}

/** What is not written as it should be has no rule or no reason. */
function parts(rest: string): Pick<Allow, 'rule' | 'reason'> {
  const [, rule, reason] = /^\s+([^\s:]+)\s*:(.*)$/.exec(rest) ?? [];
  if (rule !== undefined) return { rule, reason: reason?.trim() ?? '' };
  return { rule: /^[\s:]*([^\s:]*)/.exec(rest)?.[1] ?? '', reason: '' };
}
