"""The walk: from any payment, award or project the whole chain both ways, its gaps marked."""
