import { recordLogContract } from '@millrace/testing';
import { createKafkaHarness } from './kafka-harness.js';

recordLogContract('Kafka', createKafkaHarness);
