import { type LeadMessage } from '@tasuki/lead-messages';
import { type Clock } from '@tasuki/platform';
import { Webhook } from 'standardwebhooks';
import { type Post } from '../http/guarded-post';
import { type Channel, type Outcome } from './channel';
import { failed, isSuccess, outcomeOf } from './post-outcome';

export interface WebhookSettings {
  readonly url: string;
  /** `whsec_` and base64; the newest first, and the one before it while receivers change over. */
  readonly secrets: readonly string[];
}

/**
 * Webhooks by the Standard Webhooks specification 1.0. Receivers must know `webhook-id`: what they
 * may have got already comes again under the same one.
 */
export function webhookChannel(
  { url, secrets }: WebhookSettings,
  post: Post,
  clock: Clock,
): Channel {
  const signers = secrets.map((secret) => new Webhook(secret));

  function signed(id: string, payload: string): Record<string, string> {
    const at = new Date(clock.now());
    return {
      'webhook-id': id,
      'webhook-timestamp': `${Math.floor(at.getTime() / 1000)}`,
      'webhook-signature': signers.map((signer) => signer.sign(id, at, payload)).join(' '),
    };
  }

  return {
    kind: 'webhook',
    async send({ id, message }) {
      const payload = payloadOf(message);
      try {
        const answer = await post(url, payload, signed(id, payload));
        if (isSuccess(answer)) return { outcome: 'delivered' };
        if (answer.status === 410) return { outcome: 'gone', reason: 'the answer was 410' };
        return failed(answer, false);
      } catch (error) {
        return repeatable(outcomeOf(error));
      }
    },
  };
}

/** The message's data, and beside it the attributes of the CloudEvent that it came as. */
function payloadOf({ type, time, data, ...attributes }: LeadMessage): string {
  return JSON.stringify({ type, timestamp: time, data: { ...data, cloudEvent: attributes } });
}

function repeatable(outcome: Outcome): Outcome {
  if (outcome.outcome !== 'unknown') return outcome;
  return { outcome: 'failed', reason: outcome.reason, isFinal: false };
}
