import { type Answer } from '../http/answer';
import { type Post } from '../http/guarded-post';
import { type Channel, type Outcome, type Outgoing } from './channel';
import { failed, isSuccess, outcomeOf } from './post-outcome';

/** @param url of an incoming webhook; a secret, since whoever has it can write there */
export function slackChannel({ url }: { readonly url: string }, post: Post): Channel {
  return {
    kind: 'slack',
    async send({ text }) {
      try {
        return outcomeIn(await post(url, payloadOf(text)));
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

function payloadOf({ subject, body }: Outgoing['text']): string {
  const text = `*${escaped(subject)}*\n${escaped(body)}`;
  return JSON.stringify({ text, unfurl_links: false, unfurl_media: false });
}

/** The characters by which Slack knows links and mentions (Slack: formatting text for app surfaces). */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function outcomeIn(answer: Answer): Outcome {
  if (isSuccess(answer)) return { outcome: 'delivered' };
  const { status } = answer;
  const code = /^[a-z_]{1,40}$/.exec(answer.body)?.[0];
  const said = failed(answer, status >= 400 && status < 500 && status !== 429, code);
  return status === 404 || status === 410 ? { outcome: 'gone', reason: said.reason } : said;
}
