/** `ci reviewed` → a file → `apply --reviewed`: schemas/reviewed.schema.json. */
import { listOf, matching, nullable, object, text, wholeNumber } from '../json/decode.ts';
import { readJson } from '../json/read.ts';
import type { Reviewed } from '../model/reviewed.ts';
import { FORMAT_VERSION, versionedJson } from '../render/json-text.ts';

export function renderReviewedJson(reviewed: readonly Reviewed[]): string {
  return versionedJson({
    reviewed: reviewed.map(({ deployment, since, pulls, withoutPull, plans, changes }) => ({
      deployment,
      since,
      pulls,
      withoutPull,
      plans,
      changes,
    })),
  });
}

const digest = matching(/^sha256:[0-9a-f]{64}$/, 'digest');
const reviewedFile = object({
  formatVersion: wholeNumber(1),
  reviewed: listOf(
    object({
      deployment: text,
      since: nullable(text),
      pulls: listOf(wholeNumber(1)),
      withoutPull: listOf(text),
      plans: listOf(digest),
      changes: listOf(digest),
    }),
  ),
});

/** `problem` completes "FILE cannot be used: ". */
export function parseReviewedFile(
  json: string,
): { readonly reviewed: ReadonlyMap<string, Reviewed> } | { readonly problem: string } {
  const read = readJson(json, reviewedFile);
  if ('problem' in read) return read;
  const { formatVersion, reviewed } = read.value;
  if (formatVersion !== FORMAT_VERSION) return { problem: `its formatVersion is not ${FORMAT_VERSION}` };
  const byName = new Map(reviewed.map((each) => [each.deployment, each]));
  return byName.size < reviewed.length ? { problem: 'a deployment occurs twice' } : { reviewed: byName };
}
