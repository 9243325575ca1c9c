"""Published lists of rates of exchange: read from a file by one, looked through, and imported whole by another."""
