-- Which model writes for the twins, as the owner chose it on the page; no row if they chose nothing
-- there. JSON of domain::ModelChoice, without keys.
CREATE TABLE model_choices (
    owner  TEXT NOT NULL,
    choice TEXT NOT NULL,
    PRIMARY KEY (owner),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

-- The owner's keys of providers, each for one place: a provider, or an address.
CREATE TABLE model_keys (
    owner      TEXT NOT NULL,
    place      TEXT NOT NULL,
    sealed_key BYTEA NOT NULL,
    PRIMARY KEY (owner, place),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

-- What all models of an owner took in a day.
CREATE TABLE model_spending (
    owner      TEXT NOT NULL,
    -- When the day ends where the owner lives.
    until      BIGINT NOT NULL,
    prompt     BIGINT NOT NULL,
    cached     BIGINT NOT NULL,
    completion BIGINT NOT NULL,
    -- Money, in billionths of the currency that the owner counts in.
    billionths BIGINT NOT NULL,
    PRIMARY KEY (owner, until),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

-- What a model was asked and what came of it, one row for each time: also where nothing was sent. The
-- id is that of the reply, where there is one.
CREATE TABLE explanations (
    owner   TEXT NOT NULL,
    id      TEXT NOT NULL,
    account TEXT NOT NULL,
    chat    BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    -- JSON of engine::Explanation.
    content TEXT NOT NULL,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner, account, chat) REFERENCES telegram_chats (owner, account, chat)
        ON DELETE CASCADE
);

CREATE INDEX explanations_by_chat ON explanations (owner, account, chat, at);

ALTER TABLE model_choices ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_choices FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON model_choices
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE model_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON model_keys
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE model_spending ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_spending FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON model_spending
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE explanations ENABLE ROW LEVEL SECURITY;
ALTER TABLE explanations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON explanations
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
