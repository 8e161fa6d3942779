/** The comment on a pull request from a fork: what its own run has found. Nothing in it is believed, all is escaped. */

import type { LintFile } from '../render/lint/lint-file.ts';
import { renderLintMarkdown } from '../render/lint/lint-markdown.ts';
import { LINT_MARKER } from './markers.ts';
import { COMMENT_BUDGET } from './plan-comment.ts';

const HEAD = `This pull request comes from a fork: its own run has checked the files, without any secret, and nothing was planned.
Whoever may write to this repository can push the branch here, and then sees what it would change.`;

export function lintComment({ files, diagnostics }: LintFile): string {
  const head = `${LINT_MARKER}\n\n${HEAD}\n\n`;
  return head + renderLintMarkdown({ files, diagnostics, budget: COMMENT_BUDGET - head.length });
}

/** In the place of plans that were made before the files were broken: they are no longer true. */
export function brokenComment(marker: string, message: string): string {
  return `${marker}\n\n**Nothing was planned: ${message}.** See the annotations, or run \`partnerctl lint\`.\n`;
}
