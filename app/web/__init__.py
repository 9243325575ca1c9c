"""The doors: requests in, pages and JSON out; knows no instrument."""
