-- How many of the tokens of a day nobody has told of: those of calls that were not waited for.
ALTER TABLE model_spending ADD COLUMN estimated INTEGER NOT NULL DEFAULT 0;
