"""Apache Kafka: `client` for data, `admin` for topics and groups, `address` for the URL."""
