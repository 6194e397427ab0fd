import type { ConformingSystem } from './system';
import { idmgmt } from './systems/idmgmt';
import { keycloak } from './systems/keycloak';
import { masBelow91, masFrom91 } from './systems/mas';
import { scim } from './systems/scim';
import { yuuvis } from './systems/yuuvis';

/** Every registered target, in each of its ways: a new one is a line here. */
export const conformingSystems: readonly ConformingSystem[] = [masBelow91, masFrom91, yuuvis, idmgmt, scim, keycloak];
