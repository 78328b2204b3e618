-- How often models, ears and mouths were asked in vain, by days of UTC and by the reason: of all accounts together,
-- as what models take.
CREATE TABLE failures (
    owner  TEXT NOT NULL,
    day    INTEGER NOT NULL,
    helper TEXT NOT NULL CHECK (helper IN ('model', 'ear', 'mouth')),
    why    TEXT NOT NULL CHECK (why IN ('unreachable', 'key', 'limit', 'money', 'answer', 'other')),
    times  INTEGER NOT NULL,
    PRIMARY KEY (owner, day, helper, why),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
