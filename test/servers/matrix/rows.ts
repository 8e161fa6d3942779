/** The 18 rows of the matrix, named by number as negotiation-matrix.json counts them: dialback, then TLS, then SASL. */
import {
  type Method,
  NEGOTIATIONS,
  type NegotiationSettings,
  permittedMethods,
  saslWithoutTls,
} from '../../../src/model/negotiation.ts';

export interface Row {
  /** `r01` to `r18`: part of a domain. */
  readonly name: string;
  readonly settings: NegotiationSettings;
  readonly permits: readonly Method[];
  /** Whether a file may say it. */
  readonly lintAccepts: boolean;
}

export const ROWS: readonly Row[] = NEGOTIATIONS.flatMap((saslNegotiation) =>
  NEGOTIATIONS.flatMap((tlsNegotiation) =>
    [true, false].map((dialbackNegotiation) => ({ tlsNegotiation, saslNegotiation, dialbackNegotiation })),
  ),
).map((settings, index) => {
  const permits = permittedMethods(settings);
  const lintAccepts = permits.length > 0 && !saslWithoutTls(settings);
  return { name: `r${String(index + 1).padStart(2, '0')}`, settings, permits, lintAccepts };
});

export const LINTED_ROWS: readonly Row[] = ROWS.filter(({ lintAccepts }) => lintAccepts);
