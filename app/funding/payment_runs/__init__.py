"""Payment runs: approved tranches ordered together from the bank, or asked of the host, until each is seen paid."""
