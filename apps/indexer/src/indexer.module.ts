import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';

@Module({})
class IndexerModule {}

/** What the indexer serves over HTTP: nothing of its own beside health, readiness and metrics. */
export const indexerModule: DynamicModule = { module: IndexerModule };
