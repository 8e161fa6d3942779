/** Where the file of a partner is. */

export const PARTNERS_FOLDER = 'partners';

/** `partners/fabrikam.com.yaml`, relative to the repository. */
export function partnerFile(domain: string): string {
  return `${PARTNERS_FOLDER}/${domain}.yaml`;
}
