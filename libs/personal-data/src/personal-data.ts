import { type Pool } from 'pg';
import { hashIdentities, type HashedIdentity, type PlainIdentities } from './identity';
import { keyStore } from './key-store.postgres';
import { type MasterKeys } from './master-keys';
import { type Vault, vaultOf } from './vault';

/** The only place where a person's data is readable. */
export interface PersonalData {
  /** Of a lead that was captured; `undefined` when it has no key. */
  vault(leadId: string): Promise<Vault | undefined>;
  /** Of a lead that is about to be captured; its key is made if there is none. */
  vaultOrNew(leadId: string): Promise<Vault>;
  /** In the one fixed order in which identities are claimed. */
  identities(plain: PlainIdentities): Promise<readonly HashedIdentity[]>;
  /**
   * Replaces the master key: what the former one wrapped is wrapped anew; nothing that is sealed
   * changes. The former key stays in the file until the next rotation, for processes that still
   * wrap with it. May be interrupted at any point and run again.
   * @returns how many keys were wrapped anew
   */
  rotateMasterKey(): Promise<number>;
}

export function personalData(pool: Pool, masterKeys: MasterKeys): PersonalData {
  const keys = keyStore(pool, masterKeys);
  return {
    async vault(leadId) {
      const key = await keys.leadKey(leadId);
      return key && vaultOf(leadId, key);
    },
    vaultOrNew: async (leadId) => vaultOf(leadId, await keys.leadKeyOrNew(leadId)),
    identities: async (plain) => hashIdentities(await keys.identityKey(), plain),
    rotateMasterKey: () =>
      keys.exclusively(async () => {
        await keys.rewrap();
        await masterKeys.dropOthers();
        await masterKeys.add();
        return keys.rewrap();
      }),
  };
}
