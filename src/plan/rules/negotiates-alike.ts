/**
 * Does a deployment that lacks some negotiation settings permit exactly the methods that a file says? What it does for
 * every partner alike counts; where that is not known, it must not matter.
 */
import type { Capabilities } from '../../model/adapter.ts';
import { NEGOTIATIONS, type NegotiationSettings, permittedMethods, sameMethods } from '../../model/negotiation.ts';
import type { PartnerField } from '../../model/partner-fields.ts';

export function isNegotiationField(field: PartnerField): field is keyof NegotiationSettings {
  return field === 'tlsNegotiation' || field === 'saslNegotiation' || field === 'dialbackNegotiation';
}

export function negotiatesAlike(
  settings: NegotiationSettings,
  { fields, fixed }: Pick<Capabilities, 'fields' | 'fixed'>,
): boolean {
  const wanted = permittedMethods(settings);
  /** What the deployment may do in a field. */
  function possible<F extends keyof NegotiationSettings>(
    field: F,
    all: readonly NegotiationSettings[F][],
  ): readonly NegotiationSettings[F][] {
    if (fields.has(field)) return [settings[field]];
    const there: NegotiationSettings[F] | undefined = fixed[field];
    return there === undefined ? all : [there];
  }
  return possible('tlsNegotiation', NEGOTIATIONS).every((tlsNegotiation) =>
    possible('saslNegotiation', NEGOTIATIONS).every((saslNegotiation) =>
      possible('dialbackNegotiation', [true, false]).every((dialbackNegotiation) =>
        sameMethods(wanted, permittedMethods({ tlsNegotiation, saslNegotiation, dialbackNegotiation })),
      ),
    ),
  );
}
