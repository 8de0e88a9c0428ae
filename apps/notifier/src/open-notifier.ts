import { closedChannels, isClosed, notificationsFile } from '@tasuki/notifications';
import { type Config, SettingsUnreadable, StartupError } from '@tasuki/platform';
import { consumerParts, type ConsumingConfig, type Runtime } from '@tasuki/runtime';
import { leadConsumer } from '@tasuki/streaming';
import { recordNotifications } from './record-notifications';
import { type AttemptParts } from './attempts';
import { sender, type SenderOptions } from './send-notifications';
import { unheard } from './unheard';

export type NotifierConfig = ConsumingConfig & Pick<Config, 'TASUKI_NOTIFICATIONS_FILE'>;

/** Tells people and systems of what happens to leads, by the rules of a file. */
export interface Notifier {
  /** Until the signal fires; what is being sent is finished. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * To be called once in a process; any number of instances share the work. It begins at the end of the
 * log the first time: nobody is told of what happened before.
 * @throws StartupError when the file of notifications cannot be read
 */
export async function openNotifier(
  runtime: Omit<AttemptParts, 'file' | 'source' | 'post'> & Pick<Runtime, 'health'>,
  config: NotifierConfig,
  options: SenderOptions & Pick<AttemptParts, 'post'> = {},
): Promise<Notifier> {
  const { health, pool, logger } = runtime;
  const file = notificationsFile(config.TASUKI_NOTIFICATIONS_FILE);
  await file.read().catch((error: unknown) => {
    if (!(error instanceof SettingsUnreadable)) throw error;
    throw new StartupError(`The file of notifications cannot be read: ${error.message}.`);
  });
  /** By the files as they are now. */
  const toldNobody = async () =>
    unheard((await file.read()).rules, (await runtime.peopleFile.read()).people);
  const nobody = await toldNobody();
  if (nobody !== undefined) logger.warn({ reason: nobody }, 'nobody hears what some rules tell');
  const source = config.TASUKI_SOURCE;
  const { post } = options;
  const sending = sender({ ...runtime, file, source, ...(post && { post }) }, options);
  let isAway = true;
  const consumer = leadConsumer(consumerParts(runtime, config, 'tasuki-notifier'), {
    group: 'notifier',
    from: 'end',
    effect: recordNotifications(runtime, file),
    onState: (state) => (isAway = state === 'away'),
  });
  health.add({
    name: 'notifier',
    check: () => (isAway ? 'the stream of messages is away' : undefined),
  });
  health.add({
    name: 'notifications',
    isWarning: true,
    async check() {
      const nobody = await toldNobody();
      if (nobody !== undefined) return nobody;
      const problem = await file.problem();
      return problem && `the last edit of the file of notifications is not taken: ${problem}`;
    },
  });
  health.add({
    name: 'closed channels',
    isWarning: true,
    async check() {
      const { channels } = await file.read();
      const closed: string[] = [];
      for (const { channel } of await closedChannels(pool)) {
        const settings = channels.get(channel);
        if (settings && (await isClosed(pool, channel, settings))) closed.push(channel);
      }
      return closed.length === 0 ? undefined : `${closed.join(', ')}; see leadctl channels list`;
    },
  });
  return {
    async run(signal) {
      await Promise.all([consumer.run(signal), sending.run(signal)]);
    },
  };
}
