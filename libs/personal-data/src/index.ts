export { normalisedEmail, type HashedIdentity, type PlainIdentities } from './identity';
export { createMasterKeyFile, masterKeysFile, type MasterKeys } from './master-keys';
export { personalDataMigrations } from './migrations';
export { personalData, type PersonalData } from './personal-data';
export type { PersonalField, Vault } from './vault';
