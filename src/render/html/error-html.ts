/** The page of a command that could not do its work at all: as complete and as harmless as any other. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ErrorReport } from '../../model/errors.ts';
import { quote } from '../phrase.ts';
import { html, NOTHING, phrased } from './markup.ts';
import { page } from './page.ts';
import { fitPage } from './page-budget.ts';
import { PAGE_BUDGET } from './plan-html.ts';
import { findingSection } from './section-lists.ts';
import { STYLE } from './style.ts';

const FRAME = 20_000;

/** `diagnostics`: the errors in the files, where they are the reason. */
export function renderErrorHtml({ message, hint, code }: ErrorReport, diagnostics: readonly Diagnostic[] = []): string {
  const errors = findingSection(diagnostics, 'Errors in the files', { kind: 'note-stop', rank: 0, heading: 'h2' });
  const { parts } = fitPage([[errors]], PAGE_BUDGET - FRAME - Buffer.byteLength(STYLE));
  const todo = hint === '' ? NOTHING : html`<p>What to do: ${phrased([quote(hint)])}</p>\n`;
  return page({
    title: 'partnerctl: no plan',
    heading: html`There is no plan`,
    lead: html`<strong class="danger">${phrased([quote(message)])}</strong>`,
    navigation: NOTHING,
    main: html`${todo}<p>Code: ${phrased([{ value: code }])}</p>\n${parts}`,
    footer: html`From partnerctl. This page has no script and loads nothing.`,
  });
}
