"""The ledger: accounts, journals and their legs, and the balances that follow from them."""
