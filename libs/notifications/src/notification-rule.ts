import { type Department } from '@tasuki/domain';
import { type Condition } from './file/condition';
import { type Mailbox } from './file/mailbox';

/** Who is told of which messages, and how. */
export interface NotificationRule {
  /** What it is called wherever a notification says why; each once. */
  readonly rule: string;
  /** The type of the message, such as `com.tasuki.lead.sla-warned.v1`. */
  readonly on: string;
  /** All of them must hold. */
  readonly where: readonly Condition[];
  /**
   * Whoever has the lead; everybody of a department; these; or nobody by name: the channel leads to one
   * place.
   */
  readonly to: 'assignee' | { readonly department: Department } | readonly Mailbox[] | 'channel';
  /** The name of the channel. */
  readonly by: string;
}
