import helmet from '@fastify/helmet';
import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { asyncApiDocument } from '@tasuki/lead-messages';
import { type HttpConfig, StartupError } from '@tasuki/platform';
import { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { apiDocument } from './api-document';
import { answerBrokenRequest, requireHost } from './broken-request';
import { takeJsonAlone } from './json-body';
import { internalError } from './problem';
import { problemOf } from './problem-of';
import { answerWrongMethods } from './wrong-method';

const bodyLimit = 2 * 1024 * 1024;
const headerLimit = 16 * 1024;

type Settings = Pick<HttpConfig, 'TASUKI_CORS_ORIGINS'>;

/** A Nest application on Fastify with the documentation at /docs, not yet listening. */
export async function createHttpApp(
  module: DynamicModule | Type,
  { TASUKI_CORS_ORIGINS }: Settings,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit,
    http: {
      maxHeaderSize: headerLimit,
      headersTimeout: 15_000,
      connectionsCheckingInterval: 1_000,
      requireHostHeader: false,
    },
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    // Whoever still gets in on an open connection while we close is served, not turned away.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      const { retryAfter: _, ...body } = problemOf(error) ?? internalError;
      void reply.status(body.status).type('application/problem+json').send(body);
    },
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: ['error', 'warn'],
    abortOnError: false,
    bodyParser: false,
  });
  await app.register(helmet, { contentSecurityPolicy: { directives: forSwaggerUi } });
  if (TASUKI_CORS_ORIGINS !== '') app.enableCors(cors(TASUKI_CORS_ORIGINS.split(',')));
  const fastify = app.getHttpAdapter().getInstance();
  takeJsonAlone(fastify);
  requireHost(fastify);
  answerWrongMethods(app);
  closeConnectionsWhenClosing(app);
  documentApi(app);
  return app;
}

/** The API itself shows no page; the documentation styles itself inline and loads nothing from afar. */
const forSwaggerUi = {
  defaultSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
};

function cors(origin: readonly string[]) {
  return {
    origin: [...origin],
    methods: ['GET', 'POST', 'PATCH', 'PUT'],
    exposedHeaders: ['ETag', 'Retry-After', 'Preference-Applied', 'Content-Language'],
    maxAge: 600,
    strictPreflight: false,
  };
}

/** An answer given while closing is the last one on its connection: nobody's keep-alive holds us up. */
function closeConnectionsWhenClosing(app: NestFastifyApplication): void {
  let closing = false;
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
}

/** @throws StartupError when the port is taken or not allowed */
export async function listen(
  app: NestFastifyApplication,
  { HOST, PORT }: Pick<HttpConfig, 'HOST' | 'PORT'>,
): Promise<string> {
  await app.init();
  try {
    return await app.getHttpAdapter().getInstance().listen({ port: PORT, host: HOST });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartupError(
        `Port ${PORT} is taken by another program; stop it, or choose another: PORT=${PORT + 1} npm start.`,
      );
    }
    if (code === 'EACCES') {
      throw new StartupError(`Port ${PORT} is not allowed for this user; choose one above 1023.`);
    }
    throw error;
  }
}

/** Commands in flight first: the door closes and drains, then the readers behind it stop. */
export async function closeHttpApp(app: NestFastifyApplication): Promise<void> {
  await app.getHttpAdapter().getInstance().close();
  await app.close();
}

/** What can be asked of it, and what it tells others. */
function documentApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => apiDocument(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    customSiteTitle: 'Tasuki API',
  });
  const contract = asyncApiDocument();
  app
    .getHttpAdapter()
    .getInstance()
    .get('/docs/asyncapi.json', () => contract);
}
