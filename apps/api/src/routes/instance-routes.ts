import { z } from 'zod';
import { ControlUnavailableError } from '@millrace/control';
import type { ControlAnswers } from '@millrace/control';
import { ProblemError, unavailable } from '@millrace/http';
import {
  ALL_INSTANCES,
  CONTROL_COMMANDS,
  CONTROL_ERRORS,
  CONTROL_TARGET_PATTERN,
  instanceStatusSchema,
} from '@millrace/schemas';
import type { ControlReply } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';
import { requireSystemTenant } from '../require-system-tenant.js';

type InstanceDependencies = Pick<ApiDependencies, 'control' | 'systemTenant'>;

const commandBody = z.strictObject({ command: z.enum(CONTROL_COMMANDS) });

const announced = z.object({
  instance: z.string(),
  service: z.string(),
  host: z.string(),
  pid: z.int(),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime().describe('When it announced itself last.'),
  status: instanceStatusSchema.optional().describe('Absent when it did not answer.'),
});

const result = z.object({
  instance: z.string(),
  service: z.string(),
  status: instanceStatusSchema.optional().describe('How it is after the command.'),
  error: z
    .object({ code: z.enum(CONTROL_ERRORS), reason: z.string() })
    .optional()
    .describe('Why it did not do it.'),
});

const unanswered = z.array(z.string()).describe('Instances that gave no answer in time.');
const instances = z.object({ items: z.array(announced), unanswered });
const results = z.object({ results: z.array(result), unanswered });

/** The instances that run, and commands to them: for admins of the system tenant. */
export function instanceRoutes(dependencies: InstanceDependencies): readonly ApiRoute[] {
  return [list(dependencies), command(dependencies)];
}

function list({ control, systemTenant }: InstanceDependencies): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/instances',
    summary: 'Instances that announced themselves within the last minute, and how they are',
    scopes: ['admin'],
    reply: { status: 200, schema: instances },
    handle: async ({ principal }) => {
      requireSystemTenant(principal, systemTenant);
      const question = { target: ALL_INSTANCES, command: 'status', from: principal.keyId };
      const answers = await control.ask(question).catch(unasked);
      if (answers === undefined) {
        const items = [...(await control.announced())];
        return { items, unanswered: items.map(({ instance }) => instance) };
      }
      const statuses = new Map(answers.replies.map((reply) => [reply.instance, statusOf(reply)]));
      const items = answers.expected.map((one) => {
        const status = statuses.get(one.instance);
        return { ...one, ...(status && { status }) };
      });
      return { items, unanswered: [...answers.unanswered] };
    },
  });
}

function command({ control, systemTenant }: InstanceDependencies): ApiRoute {
  return apiRoute({
    method: 'POST',
    path: '/v1/instances/:instance/commands',
    summary: 'Tell an instance, those of a service or all to pause, to resume, or how they are',
    scopes: ['admin'],
    body: commandBody,
    reply: { status: 200, schema: results },
    problems: ['not-found'],
    handle: async ({ params, body, principal }) => {
      requireSystemTenant(principal, systemTenant);
      const target = params['instance'] ?? '';
      if (!CONTROL_TARGET_PATTERN.test(target)) throw nobody(target);
      const answers = await control
        .ask({ target, command: body.command, from: principal.keyId })
        .catch(asUnavailable);
      if (answers.expected.length === 0) throw nobody(target);
      return { results: answers.replies.map(resultOf), unanswered: [...answers.unanswered] };
    },
  });
}

function unasked(error: unknown): undefined {
  if (!(error instanceof ControlUnavailableError)) throw error;
}

function asUnavailable(error: unknown): ControlAnswers {
  if (!(error instanceof ControlUnavailableError)) throw error;
  throw unavailable(`Instances cannot be told now: ${error.message}.`);
}

function nobody(target: string): ProblemError {
  return new ProblemError('not-found', `No instance or service of the name ${target} is announced.`);
}

function statusOf({ answer }: ControlReply) {
  return answer.kind === 'done' ? answer.status : undefined;
}

function resultOf({ instance, service, answer }: ControlReply): z.input<typeof result> {
  if (answer.kind === 'done') return { instance, service, status: answer.status };
  return { instance, service, error: { code: answer.code, reason: answer.reason } };
}
