-- What hearing and speaking took where the owner tried them, by days of UTC and by who heard or spoke: it belongs
-- to no account and no chat. Spans of heard sound in milliseconds, costs in billionths of the currency of the prices.
CREATE TABLE voice_tries (
    owner            TEXT NOT NULL,
    day              BIGINT NOT NULL,
    voice            TEXT NOT NULL,
    heard            BIGINT NOT NULL,
    heard_seconds    BIGINT NOT NULL,
    charged          BIGINT NOT NULL,
    heard_billionths BIGINT NOT NULL,
    notes            BIGINT NOT NULL,
    characters       BIGINT NOT NULL,
    seconds          BIGINT NOT NULL,
    billionths       BIGINT NOT NULL,
    PRIMARY KEY (owner, day, voice),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

ALTER TABLE voice_tries ENABLE ROW LEVEL SECURITY;
ALTER TABLE voice_tries FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON voice_tries
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
