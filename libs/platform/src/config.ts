import { plainToInstance, Transform } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  validateSync,
} from 'class-validator';
import { StartupError } from './startup-error';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What every process is told by its environment; checked once, at start. */
export class Config {
  /** PostgreSQL: the log, read models, keys, checkpoints. */
  @Matches(/^postgres(ql)?:\/\//, { message: 'must be a postgresql:// URL' })
  DATABASE_URL: string;

  /** Wraps the keys of the leads; a file of `id:base64` lines, mode 0600. */
  @IsString()
  @IsNotEmpty()
  TASUKI_MASTER_KEY_FILE: string;

  @IsIn(logLevels)
  LOG_LEVEL: (typeof logLevels)[number] = 'info';

  /** Connections to the database that this process may hold. */
  @Transform(({ value }) => Number(value))
  @IsInt()
  @Min(4)
  @Max(500)
  DATABASE_POOL = 20;

  /** Who leads are assigned to, and by which rules: a YAML file; nobody when left out. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  TASUKI_PEOPLE_FILE?: string;

  /** Who is told of what, and through which channels: a YAML file; nobody when left out. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  TASUKI_NOTIFICATIONS_FILE?: string;

  /** Who publishes, in every message, whichever way it goes out: a URI reference. */
  @Matches(/^[^\s]{1,200}$/, { message: 'must be a URI reference such as /tasuki' })
  TASUKI_SOURCE = '/tasuki';

  /** What is wrong with settings together that are right one by one: `NAME: what is allowed`. */
  problemsTogether(): readonly string[] {
    return [];
  }
}

/** What a process without a door is told besides. */
export class WorkerConfig extends Config {
  /** Where health and metrics are served; nowhere when left out. */
  @IsOptional()
  @Transform(({ value }) => Number(value))
  @IsInt()
  @Min(0)
  @Max(65_535)
  WORKER_PORT?: number;

  @IsString()
  @IsNotEmpty()
  WORKER_HOST = '127.0.0.1';
}

/** What a process with a door is told besides. */
export class HttpConfig extends Config {
  /** Public keys that access tokens are checked against: a file or an https:// URL. */
  @IsString()
  @IsNotEmpty()
  TASUKI_JWKS: string;

  @IsString()
  @IsNotEmpty()
  TASUKI_TOKEN_ISSUER = 'tasuki';

  @IsString()
  @IsNotEmpty()
  TASUKI_TOKEN_AUDIENCE = 'tasuki';

  @IsString()
  @IsNotEmpty()
  HOST = '127.0.0.1';

  @Transform(({ value }) => Number(value))
  @IsInt()
  @Min(0)
  @Max(65_535)
  PORT = 3000;

  /** Requests a second that one subject may send, on average over ten seconds; 0 is no limit. */
  @Transform(({ value }) => Number(value))
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  TASUKI_RATE_LIMIT = 500;

  /** Server-Sent Events that one subject may follow at once; 0 is no limit. */
  @Transform(({ value }) => Number(value))
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  TASUKI_STREAM_LIMIT = 50;

  /** Origins whose pages may call the API from a browser, a comma between; none when left out. */
  @Matches(/^(https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*)?$/, {
    message: 'must be origins such as https://app.example.com, a comma between',
  })
  TASUKI_CORS_ORIGINS = '';
}

/**
 * Only what this kind of process is told: a variable that is for others is nothing to it.
 * @throws StartupError that names each variable and what is allowed; never its value, which may
 * be a secret
 */
export function readConfig<T extends Config>(
  kind: new () => T,
  environment: Readonly<Record<string, string | undefined>>,
): T {
  const known = Object.keys(environment).filter((name) => environment[name] !== undefined);
  const config = plainToInstance(
    kind,
    Object.fromEntries(known.map((name) => [name, environment[name]])),
    { exposeDefaultValues: true },
  );
  const alone = validateSync(config, { whitelist: true }).map(
    ({ property, constraints }) =>
      `${property}: ${Object.values(constraints ?? {})
        .map((message) => message.replace(`${property} `, ''))
        .join(', ')}`,
  );
  const problems = alone.length > 0 ? alone : config.problemsTogether();
  if (problems.length > 0) {
    throw new StartupError(`Set these environment variables right: ${problems.join('; ')}.`);
  }
  return config;
}
