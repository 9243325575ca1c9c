"""The Innovation Fund: competitive small grants (its flow comes with its own issue)."""
