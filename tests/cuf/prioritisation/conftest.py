"""Laws are tried without a stopwatch: how long one example takes says nothing about the rule."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
