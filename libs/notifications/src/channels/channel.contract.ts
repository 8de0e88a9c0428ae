import { messageOfType } from '../../testing/messages';
import { type Channel, type Outcome, type Outgoing } from './channel';

/** The other side of a channel. */
export interface ChannelHarness {
  readonly channel: Channel;
  /** One line for each time that something was accepted; the same when it was the same. */
  readonly accepted: readonly string[];
  /** What nobody may read in a reason. */
  readonly secrets: readonly string[];
  /** `refuse`: for good; `defer`: for now; `lose`: breaks off once it has all; `stall`: never answers. */
  behave(as: 'accept' | 'refuse' | 'defer' | 'lose' | 'stall'): void;
  /** Nobody listens from now on. */
  close(): Promise<void>;
}

/** In what the kinds differ. */
export interface ChannelSemantics {
  readonly refused: Outcome['outcome'];
  /** Whether what is refused is refused for good. */
  readonly isFinal: boolean;
  /** After an answer that never came. */
  readonly lost: 'unknown' | 'failed';
}

export const outgoing: Outgoing = {
  id: '9b2f6c7e-54c3-5a0b-8d8e-2f4f3f6f9a10',
  recipient: 'mika@example.jp',
  text: {
    subject: '【期限間近】青空フーズ 青木 愛子様',
    body: '初回コンタクトの期限が近づいています。\n\nリード: <青空フーズ> & 青木 愛子様\n.\n',
  },
  message: messageOfType('SlaWarned'),
};

/** What every channel promises. A channel's spec calls this with a way to open it. */
export function channelContract(
  open: () => Promise<ChannelHarness>,
  { refused, isFinal, lost }: ChannelSemantics,
): void {
  let harness: ChannelHarness;
  beforeEach(async () => {
    harness = await open();
  });
  afterEach(() => harness.close());

  /** Sends, and looks whether what it says of it may be shown to anybody. */
  async function send(): Promise<Outcome> {
    const outcome = await harness.channel.send(outgoing);
    const said = JSON.stringify(outcome);
    for (const secret of [...harness.secrets, 'mika', '青木']) expect(said).not.toContain(secret);
    return outcome;
  }

  it('delivers, and again under the same id when it is asked again', async () => {
    expect(await send()).toEqual({ outcome: 'delivered' });
    expect(await send()).toEqual({ outcome: 'delivered' });
    expect(harness.accepted).toHaveLength(2);
    expect(new Set(harness.accepted).size).toBe(1);
  });

  it('tells what is refused for good', async () => {
    harness.behave('refuse');
    const outcome = await send();
    expect(outcome.outcome).toBe(refused);
    if (outcome.outcome === 'failed') expect(outcome.isFinal).toBe(isFinal);
    expect(harness.accepted).toEqual([]);
  });

  it('tells what is refused for now, and delivers later', async () => {
    harness.behave('defer');
    expect(await send()).toMatchObject({ outcome: 'failed', isFinal: false });
    harness.behave('accept');
    expect(await send()).toEqual({ outcome: 'delivered' });
  });

  it.each(['lose', 'stall'] as const)('tells when the answer never came: %s', async (as) => {
    harness.behave(as);
    const outcome = await send();
    expect(outcome.outcome).toBe(lost);
    if (outcome.outcome === 'failed') expect(outcome.isFinal).toBe(false);
  });

  it('may be tried again when nobody listens', async () => {
    await harness.close();
    const outcome = await send();
    expect(outcome).toMatchObject({ outcome: 'failed', isFinal: false });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('ECONNREFUSED'));
  });

  it('sends several at once', async () => {
    const outcomes = await Promise.all([send(), send(), send()]);
    expect(outcomes).toEqual(Array(3).fill({ outcome: 'delivered' }));
  });
}
