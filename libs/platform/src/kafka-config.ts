import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { WorkerConfig } from './config';

const brokers = /^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/;
const brokersMessage = { message: 'must be brokers such as kafka-1:9092, a comma between' };
const onThisMachine = /^(localhost|127(\.\d{1,3}){3}):/;

/** How a client proves to Kafka who it is, by a password. */
const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** What a process that has to do with messages is told besides. */
export abstract class KafkaConfig extends WorkerConfig {
  abstract KAFKA_BROKERS?: string;

  /** The topic of the messages about leads; the relay makes it if it is not there. */
  @Matches(/^[a-zA-Z0-9._-]{1,249}$/, { message: 'must be a name of a topic' })
  TASUKI_TOPIC = 'tasuki.lead-events.v1';

  /** Whether connections to the brokers are encrypted. */
  @IsIn(['on', 'off'])
  KAFKA_TLS: 'on' | 'off' = 'off';

  /** Certificates of who may have signed those of the brokers, as PEM; those that Node brings when left out. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  KAFKA_CA_FILE?: string;

  /** The certificate by which this process shows who it is, as PEM; none when left out. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  KAFKA_CERT_FILE?: string;

  /** The private key of that certificate, as PEM. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  KAFKA_KEY_FILE?: string;

  @IsOptional()
  @IsIn(saslMechanisms)
  KAFKA_SASL_MECHANISM?: (typeof saslMechanisms)[number];

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  KAFKA_SASL_USERNAME?: string;

  /** A file with the password alone; a line break at its end does not count. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  KAFKA_SASL_PASSWORD_FILE?: string;

  override problemsTogether(): readonly string[] {
    return [...this.problemsOfTls(), ...this.problemsOfSasl()];
  }

  private problemsOfTls(): readonly string[] {
    const files = ['KAFKA_CA_FILE', 'KAFKA_CERT_FILE', 'KAFKA_KEY_FILE'] as const;
    if (this.KAFKA_TLS === 'off') {
      return files.filter((name) => this[name]).map((name) => `${name}: needs KAFKA_TLS=on`);
    }
    return this.missingOf(['KAFKA_CERT_FILE', 'KAFKA_KEY_FILE']);
  }

  private problemsOfSasl(): readonly string[] {
    const missing = this.missingOf([
      'KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_USERNAME',
      'KAFKA_SASL_PASSWORD_FILE',
    ]);
    const isOpen = this.KAFKA_SASL_MECHANISM === 'plain' && this.KAFKA_TLS === 'off';
    if (!isOpen || this.areBrokersHere()) return missing;
    const allowed = 'KAFKA_TLS=on, or scram-sha-256 or scram-sha-512';
    return [...missing, `KAFKA_SASL_MECHANISM: plain sends the password as it is; take ${allowed}`];
  }

  private areBrokersHere(): boolean {
    return (this.KAFKA_BROKERS ?? '').split(',').every((one) => onThisMachine.test(one));
  }

  /** All of these, or none. */
  private missingOf(names: readonly (keyof KafkaConfig)[]): readonly string[] {
    const given = names.filter((name) => this[name] !== undefined);
    if (given.length === 0) return [];
    return names
      .filter((name) => this[name] === undefined)
      .map((name) => `${name}: must be set where ${given.join(' and ')} is`);
  }
}

/** What a process that consumes messages is told besides. */
export class ConsumerConfig extends KafkaConfig {
  /**
   * `host:port` of some brokers of Kafka, a comma between; the others are found through them. When left
   * out, messages are taken from the log itself.
   */
  @IsOptional()
  @Matches(brokers, brokersMessage)
  KAFKA_BROKERS?: string;
}

/** What a process that publishes messages is told besides. */
export class RelayConfig extends KafkaConfig {
  /** `host:port` of some brokers, a comma between; the others are found through them. */
  @Matches(brokers, brokersMessage)
  KAFKA_BROKERS: string;

  /** Of the topic, when it is made: fixed for good, since a lead's messages stay in one partition. */
  @Transform(({ value }) => Number(value))
  @IsInt()
  @Min(1)
  @Max(1_000)
  TASUKI_TOPIC_PARTITIONS = 12;

  /** Brokers that have each message, when the topic is made; all but one must have it to count as sent. */
  @Transform(({ value }) => Number(value))
  @IsInt()
  @Min(1)
  @Max(10)
  TASUKI_TOPIC_REPLICAS = 3;

  /** For how long messages are kept, when the topic is made; 0 is for ever. */
  @Transform(({ value }) => Number(value))
  @IsInt()
  @Min(0)
  @Max(36_500)
  TASUKI_TOPIC_RETENTION_DAYS = 0;
}
