-- Which model writes for the twins, as the owner chose it on the page; no row if they chose nothing
-- there. JSON of domain::ModelChoice, without keys.
CREATE TABLE model_choices (
    owner  TEXT NOT NULL,
    choice TEXT NOT NULL,
    PRIMARY KEY (owner),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The owner's keys of providers, each for one place: a provider, or an address.
CREATE TABLE model_keys (
    owner      TEXT NOT NULL,
    place      TEXT NOT NULL,
    sealed_key BLOB NOT NULL,
    PRIMARY KEY (owner, place),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What all models of an owner took in a day.
CREATE TABLE model_spending (
    owner      TEXT NOT NULL,
    -- When the day ends where the owner lives.
    until      INTEGER NOT NULL,
    prompt     INTEGER NOT NULL,
    cached     INTEGER NOT NULL,
    completion INTEGER NOT NULL,
    -- Money, in billionths of the currency that the owner counts in.
    billionths INTEGER NOT NULL,
    PRIMARY KEY (owner, until),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a model was asked and what came of it, one row for each time: also where nothing was sent. The
-- id is that of the reply, where there is one.
CREATE TABLE explanations (
    owner   TEXT NOT NULL,
    id      TEXT NOT NULL,
    account TEXT NOT NULL,
    chat    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    -- JSON of engine::Explanation.
    content TEXT NOT NULL,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner, account, chat) REFERENCES telegram_chats (owner, account, chat)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX explanations_by_chat ON explanations (owner, account, chat, at);
