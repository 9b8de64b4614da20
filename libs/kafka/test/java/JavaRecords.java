import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Kafka's own clients, for what must be read and written alike: `produce BROKERS COUNT (CODEC=TOPIC)…` and
 * `consume BROKERS COUNT TOPIC…`. One run takes them all: starting Java costs more than the records.
 */
public class JavaRecords {
  public static void main(String[] args) {
    int count = Integer.parseInt(args[2]);
    for (String arg : List.of(args).subList(3, args.length)) {
      String[] codecAndTopic = arg.split("=");
      if (args[0].equals("produce")) produce(args[1], codecAndTopic[1], count, codecAndTopic[0]);
      else consume(args[1], arg, count);
    }
  }

  static void produce(String brokers, String topic, int count, String codec) {
    Map<String, Object> config = Map.of(
        "bootstrap.servers", brokers,
        "compression.type", codec,
        "linger.ms", 200,
        "batch.size", 400_000,
        "key.serializer", StringSerializer.class,
        "value.serializer", StringSerializer.class);
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {
      for (int index = 0; index < count; index++)
        producer.send(new ProducerRecord<>(topic, 0, "key-" + index, ("value " + index + " ").repeat(40)));
    }
  }

  static void consume(String brokers, String topic, int count) {
    Map<String, Object> config = Map.of(
        "bootstrap.servers", brokers,
        "key.deserializer", StringDeserializer.class,
        "value.deserializer", StringDeserializer.class);
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config)) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      int seen = 0;
      int wrong = 0;
      for (int polls = 0; seen < count && polls < 100; polls++)
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200)))
          if (!record.value().equals(("value " + seen++ + " ").repeat(40))) wrong++;
      System.out.println("seen " + seen + " wrong " + wrong);
    }
  }
}
