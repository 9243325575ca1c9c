"""Who people are: accounts, posts, sessions, second factors and tokens."""
