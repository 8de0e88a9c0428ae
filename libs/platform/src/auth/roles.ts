import { type Department, departments } from '@tasuki/domain';

export const roles = ['marketing', 'inside_sales', 'sales', 'service', 'admin', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Who is asking, as the access token says. */
export interface Principal {
  readonly subject: string;
  readonly name?: string;
  readonly department: Department | null;
  readonly roles: readonly Role[];
  /** When the token that says so expires; ISO 8601 in UTC. */
  readonly expiresAt: string;
}

export function isRole(value: unknown): value is Role {
  return (roles as readonly unknown[]).includes(value);
}

export function isDepartment(value: unknown): value is Department {
  return (departments as readonly unknown[]).includes(value);
}
