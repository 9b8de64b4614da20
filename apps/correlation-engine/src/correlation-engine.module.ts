import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';

@Module({})
class CorrelationEngineModule {}

/** What the engine serves over HTTP: nothing of its own beside health, readiness and metrics. */
export const correlationEngineModule: DynamicModule = { module: CorrelationEngineModule };
