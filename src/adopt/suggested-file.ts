/** A partner file with other settings for how servers authenticate: what `probe --suggest` prints. Pure. */
import type { NegotiationSettings } from '../model/negotiation.ts';
import type { PartnerSource } from '../model/partner-source.ts';
import { setValues } from '../yaml/set-values.ts';

const ORDER = ['partnerType', 'tlsNegotiation', 'saslNegotiation', 'dialbackNegotiation'] as const;

/** Undefined where the file is written in a way that cannot be edited line by line. */
export function suggestedFile(
  { text }: Pick<PartnerSource, 'text'>,
  now: NegotiationSettings,
  wanted: NegotiationSettings,
): string | undefined {
  const changed = Object.fromEntries(
    (['tlsNegotiation', 'saslNegotiation', 'dialbackNegotiation'] as const)
      .filter((key) => now[key] !== wanted[key])
      .map((key) => [key, wanted[key]]),
  );
  return setValues(text, changed, ORDER);
}
