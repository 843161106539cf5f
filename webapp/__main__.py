"""`python -m webapp`: the product's command line."""

import sys

from webapp.cli import main

sys.exit(main())
