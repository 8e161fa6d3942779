/** An export as docs/lync-export.ps1 writes it, one partner a line. */
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { project } from './stand-in/projection.ts';
import { asStored } from './stand-in.ts';

export function exportText(partners: readonly PartnerSettings[], exportedAt = '2030-01-01T06:00:00Z'): string {
  const lines = partners.map((partner) => project(asStored(partner)));
  return `{"formatVersion":1,"exportedAt":"${exportedAt}","complete":true,"partners":[\n${lines.join(',\n')}\n]}\n`;
}
