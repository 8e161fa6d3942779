/**
 * How we know our own words again. The marker is the very first line, and what a comment has shown the second: below
 * them stands text from files and servers, which may look like anything. Whoever reads them checks the author first.
 */
import { listOf, matching, nullable, object } from '../json/decode.ts';
import { readJson } from '../json/read.ts';
import { PartnerctlError } from '../model/errors.ts';

/** As in the configuration's schema: such a name ends no HTML comment. */
const DEPLOYMENT_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export function planMarker(deployment: string): string {
  return `<!-- partnerctl plan ${checkedName(deployment)} -->`;
}

export function driftMarker(deployment: string): string {
  return `<!-- partnerctl drift ${checkedName(deployment)} -->`;
}

export const LINT_MARKER = '<!-- partnerctl lint -->';
export const PLAN_MARKER_START = '<!-- partnerctl plan ';

function checkedName(deployment: string): string {
  if (DEPLOYMENT_NAME.test(deployment)) return deployment;
  throw new PartnerctlError(
    'deployment-name',
    `${JSON.stringify(deployment.slice(0, 70))} is no name of a deployment`,
    'use a plan that `partnerctl plan` has made',
  );
}

export function beginsWith(body: string, marker: string): boolean {
  return firstLines(body)[0] === marker;
}

/** What a comment has shown: the digest of its plan, null where there was none, and those of the changes in it. */
export interface Shown {
  readonly plan: string | null;
  readonly changes: readonly string[];
}

export const NOTHING_SHOWN: Shown = { plan: null, changes: [] };

const digest = matching(/^[0-9a-f]{64}$/, 'digest');
const shown = object({ plan: nullable(digest), changes: listOf(digest) });
const PREFIX = 'sha256:';

export function shownLine({ plan, changes }: Shown): string {
  const bare = (text: string): string => text.replace(PREFIX, '');
  return `<!-- partnerctl shown ${JSON.stringify({ plan: plan && bare(plan), changes: changes.map(bare) })} -->`;
}

/** Of a comment that begins with the marker; nothing was shown where the second line is not ours. */
export function shownIn(body: string): Shown {
  const json = /^<!-- partnerctl shown (\{.*\}) -->$/.exec(firstLines(body)[1] ?? '')?.[1];
  const read = json === undefined ? undefined : readJson(json, shown);
  if (read === undefined || 'problem' in read) return NOTHING_SHOWN;
  const { plan, changes } = read.value;
  return { plan: plan && PREFIX + plan, changes: changes.map((each) => PREFIX + each) };
}

function firstLines(body: string): readonly string[] {
  return body.split(/\r?\n/, 2);
}

/** The run that wrote it may be another: is everything else the same? GitHub may give back other line ends. */
export function saysTheSame(one: string, other: string): boolean {
  const plain = (text: string): string =>
    text
      .replaceAll('\r\n', '\n')
      .trimEnd()
      .replace(/\/actions\/runs\/\d+/g, '/actions/runs/0');
  return plain(one) === plain(other);
}
