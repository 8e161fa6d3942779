/** The partners whose domains are known, those in files with errors among them. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { LintContext } from './rule.ts';

export function legiblePartners({ workspace, faulty = [] }: LintContext): readonly DeclaredPartner[] {
  const legible = faulty.filter(({ spoiled }) => !spoiled.has('domain')).map(({ partner }) => partner);
  return legible.length === 0 ? workspace.partners : [...workspace.partners, ...legible];
}
