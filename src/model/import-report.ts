/** What `import` did: files written for live partners or observed domains that had none, and what it left alone. */
import type { Diagnostic } from './diagnostic.ts';
import type { Method } from './negotiation.ts';
import type { Observation } from './observed.ts';
import type { PartnerSettings } from './partner.ts';
import type { PartnerField } from './partner-fields.ts';

export interface ImportedFile {
  readonly file: string;
  readonly domain: string;
}

/** A live partner that has a file with other settings: told, never written. */
export interface ImportDifference extends ImportedFile {
  /** Only what differs, in the order of the field table: the file's value and the live one. */
  readonly fields: readonly {
    readonly field: PartnerField;
    readonly file: PartnerSettings[PartnerField];
    readonly live: PartnerSettings[PartnerField];
  }[];
}

/** A domain that was observed, and what became of it. */
export interface ObservedDomain {
  readonly domain: string;
  /** `covered`: by a file that was there before; `own`: one of ours; `left-out`: a finding says why. */
  readonly outcome: 'written' | 'covered' | 'own' | 'left-out';
  /** What covers it now. */
  readonly file: string | null;
  /** Never empty; sorted by direction, method. */
  readonly observations: readonly Observation[];
  /** Methods that it was seen to use and that its file does not permit, strongest first. */
  readonly refused: readonly Method[];
}

export interface ObservedReport {
  /** How many observations the deployment lost because its record was full. */
  readonly dropped: number;
  readonly domains: readonly ObservedDomain[];
}

/** Every list is sorted by domain. */
export interface ImportReport {
  readonly deployment: string;
  readonly written: readonly ImportedFile[];
  /** Files of equal settings, to whose `deployments` this one was added. */
  readonly updated: readonly ImportedFile[];
  readonly different: readonly ImportDifference[];
  /** What is wrong with the partners as they were written. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the files were written from what the deployment has seen, not from what it holds. */
  readonly observed?: ObservedReport;
}
