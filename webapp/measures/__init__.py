"""The measures beside a disclosure: protection orders, MAPPA, multi-agency forums and support."""
