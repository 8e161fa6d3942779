/** `# partnerctl-allow <rule>: <reason>` comments. What they may silence is for lint to say. */
import type { Allow } from '../model/partner-source.ts';
import { yamlComments } from '../yaml/comments.ts';

const ALLOW = /^#\s*partnerctl-allow\b[:\s]*([^\s:]*)\s*:?\s*(.*)$/;

export function readAllows(text: string): readonly Allow[] {
  return yamlComments(text).flatMap(({ text: comment, span }) => {
    const match = ALLOW.exec(comment.trimEnd());
    return match === null ? [] : [{ rule: match[1] ?? '', reason: (match[2] ?? '').trim(), span }];
  });
}
