/** What `import` did: files written for live partners that had none, and what it left alone. */
import type { Diagnostic } from './diagnostic.ts';
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

/** Every list is sorted by domain. */
export interface ImportReport {
  readonly deployment: string;
  readonly written: readonly ImportedFile[];
  /** Files of equal settings, to whose `deployments` this one was added. */
  readonly updated: readonly ImportedFile[];
  readonly different: readonly ImportDifference[];
  /** What is wrong with the partners as they were written. */
  readonly diagnostics: readonly Diagnostic[];
}
