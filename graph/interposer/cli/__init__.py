"""The command line: parse, call, print."""

import gc

# A lookup lives a fifth of a second: collecting garbage while its modules load costs more than it frees.
gc.set_threshold(100_000)
