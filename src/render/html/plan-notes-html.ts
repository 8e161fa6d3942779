/** What a plan says on a page besides its changes: who is kept, who is blocked, what holds it back, its digest. */
import { shortDigest } from '../../model/digest-prefix.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { type Plan, selectors } from '../../model/plan.ts';
import { counted, thousands } from '../counts.ts';
import { command, type Phrase, quote, say } from '../phrase.ts';
import { blockedWords, UNMANAGED_WORDS } from '../plan/plan-words.ts';
import { wayOut } from '../refusal-pretty.ts';
import { type Html, html, NOTHING, phrased } from './markup.ts';
import type { PageSection } from './page-budget.ts';
import { fixed, listSection, RANK } from './section-lists.ts';

export function refusalSection({ refusals }: Plan): PageSection {
  const lines = refusals.map((refusal) => say`${quote(refusal.message)} (${refusal.guard}); ${wayOut(refusal)}`);
  return listSection(lines, 'An apply will be refused', { kind: 'note-warn', rank: RANK.stop });
}

export function unmanagedSection({ unmanaged, deployment }: Plan): PageSection {
  if (unmanaged.length === 0) return fixed(NOTHING);
  const write = command(`partnerctl import --deployment ${deployment}`);
  return {
    open: html`<h3>Unmanaged</h3>
<p>${counted(unmanaged.length, 'live partner')} that no file declares: kept. To write files for them: ${phrased([write])}</p>
<details><summary>Which, and why they are kept</summary><div><ul>`,
    items: unmanaged.map(({ domain, reason }) => ({
      full: () => html`<li>${phrased(say`${displayDomain(domain)}: ${[UNMANAGED_WORDS[reason]]}`)}</li>\n`,
      rank: RANK.unmanaged,
    })),
    close: html`</ul></div></details>\n`,
    less: (missing) => html`<p>${thousands(missing)} more.</p>`,
  };
}

export function blockedSection({ blocked, deployment }: Plan): PageSection {
  if (blocked.length === 0) return fixed(NOTHING);
  const lift = command(`partnerctl unblock DOMAIN --deployment ${deployment}`);
  return {
    open: html`<h3>Blocked, whatever the files say</h3>\n<ul>`,
    items: blocked.map((block) => ({
      full: () => html`<li>${phrased(blockedWords(block))}</li>\n`,
      rank: RANK.blocked,
    })),
    close: html`</ul><p>To lift one: ${phrased([lift])}</p>\n`,
    less: (missing) => html`<p>${thousands(missing)} more.</p>`,
  };
}

export function digestLines(plan: Plan): Html {
  const { digest, partial, desired, live, changes } = plan;
  const commit = desired.commit === null ? say`outside Git` : say`at commit ${desired.commit.slice(0, 12)}`;
  const uncommitted = desired.uncommitted ? ', with changes that are not committed' : '';
  const lines: readonly Phrase[] = [
    ...(partial ? [['Only what was selected: other partners differ, too.']] : []),
    say`Planned from files ${commit}${[uncommitted]}, on the server's revision ${live.revision}.`,
    ...(changes.length === 0
      ? []
      : [
          say`Plan ${digest}.`,
          say`Exactly this: ${command(`partnerctl apply ${selectors(plan)} --expect ${shortDigest(digest)}`)}`,
        ]),
  ];
  return html`<h3>Digests</h3>\n${lines.map((line) => html`<p>${phrased(line)}</p>\n`)}`;
}
