/** `unknown-deployment`: a partner for a server that partnerctl.yaml does not name would silently be nowhere. */
import { deploymentRange } from '../../model/partner-source.ts';
import { quoted } from '../../model/quoted.ts';
import { nearest } from '../../model/suggest.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';

export const unknownDeployment: PartnerRule = {
  code: 'unknown-deployment',
  severity: 'error',
  configurable: false,
  summary: '`deployments` names a deployment that partnerctl.yaml does not have.',
  scope: 'partner',
  reads: ['deployments'],
  check({ deployments, source }, { workspace, configBroken }) {
    if (deployments === null || configBroken) return NOTHING;
    const known = workspace.config.deployments;
    const unknown = deployments.filter((name) => !known.some((deployment) => deployment.name === name));
    if (unknown.length === 0) return NOTHING;
    const names = known.map(({ name }) => name);
    return unknown.map((name) => {
      const meant = nearest(name, names);
      return {
        message: `there is no deployment ${quoted(name)} in partnerctl.yaml`,
        hint: meant === undefined ? `its deployments are ${names.join(', ')}` : `did you mean \`${meant}\`?`,
        range: deploymentRange(source, name),
      };
    });
  },
};
