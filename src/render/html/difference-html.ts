/** Field by field: what a partner has, or what it had and will have. */
import type { Change } from '../../model/change.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import { PARTNER_FIELDS } from '../../model/partner-fields.ts';
import { clip } from '../escape.ts';
import { fieldValue } from '../field-value.ts';
import { listed } from '../phrase.ts';
import { type FieldDifference, fieldDifference } from '../plan/field-difference.ts';
import { type Html, html, joined, NOTHING, phrased } from './markup.ts';

const SHOWN = 100;
const MAX_PART = 400;

export function fieldTable({ action, before, after, fields }: Change): Html {
  if (action !== 'update') return settingsTable(after ?? before, action === 'add' ? 'Will be' : 'Was');
  if (fields.length === 0) return NOTHING;
  const rows = fields.map((change) => differenceRow(fieldDifference(change.field, change.before, change.after)));
  return html`<table><thead><tr><th scope="col">Setting</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

function settingsTable(settings: PartnerSettings | null, title: string): Html {
  if (settings === null) return NOTHING;
  const rows = PARTNER_FIELDS.map(
    ({ field, label }) =>
      html`<tr><th scope="row">${label}</th><td>${phrased(fieldValue(field, settings[field]))}</td></tr>`,
  );
  return html`<table><thead><tr><th scope="col">Setting</th><th scope="col">${title}</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

function differenceRow(difference: FieldDifference): Html {
  const label = html`<th scope="row">${difference.label}</th>`;
  switch (difference.kind) {
    case 'values':
      return html`<tr>${label}<td>${phrased(difference.before)}</td><td>${phrased(difference.after)}</td></tr>`;
    case 'list': {
      const { added, removed } = difference;
      const gone = removed.length === 0 ? html`…` : html`without <del>${phrased(listed(removed, SHOWN))}</del>`;
      const come = added.length === 0 ? html`…` : html`with <ins>${phrased(listed(added, SHOWN))}</ins>`;
      return html`<tr>${label}<td>${gone}</td><td>${come}</td></tr>`;
    }
    case 'text': {
      const parts = difference.parts.map(({ kind, text }) => {
        const part = clip(text, MAX_PART);
        if (kind === 'same') return html`<bdi>${part}</bdi>`;
        return kind === 'removed' ? html`<del>${part}</del>` : html`<ins>${part}</ins>`;
      });
      return html`<tr>${label}<td colspan="2">${joined(parts)}</td></tr>`;
    }
  }
}
