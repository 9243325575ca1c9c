"""The Community Upgrading Fund: what a settlement decides becomes what is funded."""
