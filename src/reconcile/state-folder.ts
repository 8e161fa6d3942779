/** What partnerctl keeps beside the repository's files; git-ignored. */

export const STATE_FOLDER = '.partnerctl';
export const JOURNAL = 'journal.jsonl';
