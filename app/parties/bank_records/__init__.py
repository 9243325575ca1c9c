"""How the fund knows where a party's money goes: accounts, proven by letter and verified by a second person."""
