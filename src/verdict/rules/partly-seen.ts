/** `probe-partly-seen`: a server answered, and others of its addresses could not be looked at from here. */
import { isMissing } from '../missing.ts';
import { NOTHING, type ProbeRule, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const partlySeen: ProbeRule = {
  ...factsOf('probe-partly-seen'),
  check(context) {
    const { route } = context;
    if (route.kind !== 'server') return NOTHING;
    const unseen = route.passed.flatMap(({ target, attempt, because }) =>
      isMissing(because) ? [{ code: because.code, hint: because.hint, name: attempt?.address ?? target.host }] : [],
    );
    return [...new Set(unseen.map(({ code }) => code))].map((code) => {
      const those = unseen.filter((each) => each.code === code);
      return {
        message: `not looked at: ${those.map(({ name }) => name).join(', ')} (${REASONS[code] ?? code})`,
        hint: those[0]?.hint ?? '',
        ...rangeAt(context, 'domain'),
      };
    });
  },
};

const REASONS: Readonly<Partial<Record<string, string>>> = {
  'no-ipv6': 'no IPv6 here',
  'no-ipv4': 'no IPv4 here',
  'address-not-allowed': 'a private address',
  'own-limit': 'more addresses than one probe tries',
  'port-blocked': 'no answer, and from here that port may be blocked',
  'dns-failed': 'DNS gave no answer',
  'cut-short': 'the probe was cut short',
};
