"""Whether the long loops are asked for: LASTMILE_THOROUGH=1 tries all of what a usual run tries a part of."""

import os

THOROUGH = os.environ.get("LASTMILE_THOROUGH") == "1"
