"""Counting what stands in the database: inputs for the engine, and the questions that pages put to it."""
