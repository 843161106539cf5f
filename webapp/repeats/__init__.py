"""What was sent once and arrives again is answered as before, and nothing is done twice."""
