import { never } from '@tasuki/domain';
import { type Clock } from '@tasuki/platform';
import { type Post } from '../http/guarded-post';
import { type Channel } from './channel';
import { emailChannel } from './email';
import { type ChannelSettings } from './settings';
import { slackChannel } from './slack';
import { webhookChannel } from './webhook';

/** The one place that knows all kinds. @param post guarded by what the same file allows */
export function openChannel(settings: ChannelSettings, post: Post, clock: Clock): Channel {
  switch (settings.kind) {
    case 'email':
      return emailChannel(settings);
    case 'slack':
      return slackChannel(settings, post);
    case 'webhook':
      return webhookChannel(settings, post, clock);
    default:
      return never(settings);
  }
}
