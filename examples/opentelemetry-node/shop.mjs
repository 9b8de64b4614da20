import { context, diag, DiagConsoleLogger, DiagLogLevel } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { TracerProvider } from '@opentelemetry/sdk-trace';

/**
 * A shop that checks out a few orders. Every order is one trace, and the SDK puts its ids on each log that is emitted
 * within it. The exporter takes address and key from OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.
 */

// Says on standard error when logs could not be sent.
diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.WARN);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const resource = resourceFromAttributes({
  'service.name': 'checkout',
  'service.version': '1.4.0',
  'deployment.environment.name': 'example',
});
const logs = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
const logger = logs.getLogger('shop.checkout');
const tracer = new TracerProvider({ resource }).getTracer('shop.checkout');

const ORDERS = [
  { id: 'order-1', total: 12.5 },
  { id: 'order-2', total: 7 },
  { id: 'order-3', total: 99.9, cardDeclined: true },
];

/** @param {{ id: string, total: number, cardDeclined?: boolean }} order */
function pay({ id, cardDeclined = false }) {
  if (cardDeclined) throw new Error(`the card for ${id} was declined`);
}

/** @param {(typeof ORDERS)[number]} order */
function checkOut(order) {
  const attributes = { 'order.id': order.id, 'order.total': order.total };
  logger.emit({
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: 'checkout started',
    attributes,
  });
  try {
    pay(order);
    logger.emit({
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      body: 'order paid',
      attributes,
    });
  } catch (error) {
    logger.emit({
      severityNumber: SeverityNumber.ERROR,
      severityText: 'ERROR',
      body: 'payment failed',
      attributes,
      exception: error,
    });
  }
}

for (const order of ORDERS) {
  tracer.startActiveSpan('check out', (span) => {
    checkOut(order);
    process.stdout.write(`${order.id} is trace ${span.spanContext().traceId}\n`);
    span.end();
  });
}
await logs.shutdown();
