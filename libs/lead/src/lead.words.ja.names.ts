import { type Department } from '@tasuki/domain';
import { type Company, type Person } from './lead.values';

/** What Tasuki's own words are called in Japanese; what a company calls something stays as it is. */

export const departments: Readonly<Record<Department, string>> = {
  marketing: 'マーケティング',
  inside_sales: 'インサイドセールス',
  sales: '営業',
};

export const verdicts = { met: '充足', not_met: '未充足', unknown: '不明' } as const;

/** The outcomes that everybody uses; a company's own stand as they are, in quotes. */
export const outcomes: ReadonlyMap<string, string> = new Map([
  ['connected', 'つながった'],
  ['no_answer', '応答なし'],
  ['left_message', '伝言を残した'],
  ['refused', '断られた'],
]);

export const personFields: Readonly<Record<keyof Person, string>> = {
  name: '氏名',
  email: 'メールアドレス',
  phone: '電話番号',
  role: '役割',
  seniority: '役職',
};

export const companyFields: Readonly<Record<keyof Company, string>> = {
  name: '会社名',
  industry: '業種',
  employees: '従業員数',
  region: '地域',
  website: 'ウェブサイト',
};

export const profileSources = {
  form: 'フォーム',
  enrichment: 'データ補完',
  person: '担当者',
} as const;
export const identityKinds = { email: 'メールアドレス', external: '外部ID' } as const;
