"""Context figures of Tiers I and II: what a country or a city is like, with its source, attributed to no award."""
