/** The longest domains (253 characters) make file names that no file system takes. */
import { PARTNERS_FOLDER, partnerFile } from '../model/partner-file-name.ts';

/** NAME_MAX of every common file system, in bytes; domains are ASCII. */
const LONGEST_FILE_NAME = 255;

export function isTooLongForFile(domain: string): boolean {
  return partnerFile(domain).length - `${PARTNERS_FOLDER}/`.length > LONGEST_FILE_NAME;
}
