import { HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from '@millrace/runtime';
import { problem } from './problem.js';
import type { HttpReply } from './http-route.js';

/**
 * What Fastify and Nest themselves refuse (a path that cannot be decoded, a method nobody serves), as problem
 * documents. Our routes never get here.
 */
export function problemFilter(logger: Logger): ExceptionFilter {
  return {
    catch: (error: unknown, host: ArgumentsHost) => {
      const reply = host.switchToHttp().getResponse<FastifyReply>();
      if (reply.sent) return;
      const { status, headers, body } = refusal(error, logger);
      void reply
        .status(status)
        .headers(headers ?? {})
        .send(body);
    },
  };
}

function refusal(error: unknown, logger: Logger): HttpReply {
  const status = statusOf(error);
  if (status === 404) return problem('not-found', 'There is no such path.');
  if (status === 415) {
    return problem('unsupported-content-type', 'The Content-Type header names no media type.');
  }
  if (status === 413) return problem('too-large', 'The body is too large.');
  if (status !== undefined && status < 500) return problem('invalid-request', 'The request cannot be read.');
  logger.error('request-failed', { error });
  return problem('internal', 'The request failed; the log of the service says why.');
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if (error instanceof HttpException) return error.getStatus();
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
