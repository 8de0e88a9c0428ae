import { type EventOfLead, type LeadMessage } from '@tasuki/lead-messages';

/** Messages about leads to whoever consumes them, in the order of each lead. */
export interface MessageProducer {
  /**
   * Sends in the order given; several calls wait for each other. Resolves once all replicas that
   * the topic demands have acknowledged all of them but those of leads of which one was refused.
   * @returns of each lead the first that was refused; neither it nor what follows it here was sent. Some of
   * the others may have been sent several times then
   * @throws StreamUnavailable some may have been sent; the same messages again lose nothing, and
   * may repeat some
   */
  send(messages: readonly LeadMessage[]): Promise<readonly RefusedMessage[]>;
  close(): Promise<void>;
}

/** What the stream does not take, however often it is sent, until somebody changes the stream. */
export interface RefusedMessage {
  readonly message: LeadMessage;
  /** One phrase for an operator; no personal data. */
  readonly reason: string;
}

/** The stream could not be reached, or did not acknowledge in time. To be tried again. */
export class StreamUnavailable extends Error {
  override readonly name = 'StreamUnavailable';
  constructor(cause: unknown) {
    super('the message stream is not available', { cause });
  }
}

/** What stood in the stream and is no message that this release can read. */
export interface Unreadable {
  /** The event that it should have told of; `null` when nobody can say which. */
  readonly lead: EventOfLead | null;
  readonly headers: Readonly<Record<string, string>>;
  /** As UTF-8 text. */
  readonly body: string;
  /** One sentence for an operator; no personal data. */
  readonly reason: string;
}

/** One entry of the stream, and where it stands there, for people to read. */
export type Incoming = { readonly place: string } & (
  { readonly message: LeadMessage } | { readonly unreadable: Unreadable }
);

/** `away`: the stream cannot be read for now; the consumer goes on trying by itself. */
export type StreamState = 'connected' | 'away';

export interface Subscription {
  /** Members of one group share the stream; each group gets all of it, from the beginning. */
  readonly group: string;
  /**
   * Resolves once the batch is handled; its position is stored then. When it throws, the same batch
   * comes again after a while, and nothing is stored.
   * @param signal fires when the consumer is told to stop, or the group no longer counts on it:
   * finish soon, or throw and get the batch again
   */
  handle(batch: readonly Incoming[], signal: AbortSignal): Promise<void>;
  onState?(state: StreamState): void;
}

/**
 * Delivers at least once, the messages of a lead in order, and never two batches with the same lead
 * at once; the next batch is handed over when the present one is handled. What an adapter promises is
 * what `streaming.contract.ts` tests.
 */
export interface MessageConsumer {
  /**
   * Runs until the signal fires; then the present batch is finished and its position stored. Waits
   * for a stream that is away, as often and as long as need be.
   */
  run(subscription: Subscription, signal: AbortSignal): Promise<void>;
}
