import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';

@Module({})
class FanoutModule {}

/** What the fan-out serves over HTTP: nothing of its own beside health, readiness and metrics. */
export const fanoutModule: DynamicModule = { module: FanoutModule };
