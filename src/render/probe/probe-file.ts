/**
 * Saved evidence, read back. It may come from anywhere: every value of the evidence is looked at, and what the file
 * says of verdicts is not believed, since they are made anew from the evidence.
 */

import { hasMember, listOf, Unreadable } from '../../json/decode.ts';
import type { DomainEvidence } from '../../model/probe.ts';
import { FORMAT_VERSION } from '../json-text.ts';
import { readEvidence } from './evidence-shape.ts';

/** `message` completes "FILE cannot be used: "; it quotes nothing but names of members. */
export type ParsedProbeFile =
  | { readonly kind: 'evidence'; readonly evidence: readonly DomainEvidence[] }
  | { readonly kind: 'problem'; readonly message: string };

export function parseProbeFile(text: string): ParsedProbeFile {
  try {
    return parse(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch (error) {
    if (error instanceof Unreadable) return { kind: 'problem', message: error.message };
    if (error instanceof SyntaxError) return { kind: 'problem', message: 'it is not JSON, or not all of it' };
    throw error;
  }
}

function parse(value: unknown): ParsedProbeFile {
  if (!hasMember('formatVersion')(value)) return { kind: 'problem', message: 'it has no formatVersion' };
  const file = value as { readonly formatVersion: unknown; readonly domains?: unknown };
  if (file.formatVersion !== FORMAT_VERSION)
    return { kind: 'problem', message: `its formatVersion is not ${FORMAT_VERSION}` };
  const evidence = listOf((domain, at) => {
    if (!hasMember('evidence')(domain)) throw new Unreadable(`${at} has no evidence`);
    return readEvidence((domain as { readonly evidence: unknown }).evidence, `${at}.evidence`);
  })(file.domains, 'domains');
  return { kind: 'evidence', evidence };
}
