"""People who join, change their part, and leave: what one administrator proposes, another one approves."""
