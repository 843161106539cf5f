"""What is kept about people is kept sealed: a key for each case, itself wrapped by a key outside the database."""
