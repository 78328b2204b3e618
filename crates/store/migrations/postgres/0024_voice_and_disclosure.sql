-- Of a chat, in place of what its account says: in which replies it is told that a twin writes, and when
-- replies are spoken. NULL is as the account says.
ALTER TABLE telegram_chats ADD COLUMN told TEXT CHECK (told IN ('never', 'first', 'each'));
ALTER TABLE telegram_chats ADD COLUMN aloud TEXT CHECK (aloud IN ('never', 'mirror', 'as_owner', 'always'));

-- When it was first told there.
ALTER TABLE telegram_chats ADD COLUMN disclosed_at BIGINT;

-- Whether the first message of a reply tells that and nothing else.
ALTER TABLE replies ADD COLUMN discloses BOOLEAN NOT NULL DEFAULT false;

-- What came of hearing a voice note. Its words are the text of the message.
CREATE TABLE voice_notes (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    chat    BIGINT NOT NULL,
    id      INTEGER NOT NULL,
    at      BIGINT NOT NULL,
    -- Who heard it; NULL where nobody could.
    ear     TEXT,
    -- The language that was spoken, where that is known.
    language TEXT,
    -- The sound that was paid for, and how long hearing it took, in milliseconds.
    charged BIGINT NOT NULL DEFAULT 0,
    took    BIGINT NOT NULL DEFAULT 0,
    -- Why it was not heard, by name.
    problem TEXT,
    PRIMARY KEY (owner, account, chat, id),
    FOREIGN KEY (owner, account, chat, id)
        REFERENCES telegram_user_messages (owner, account, chat, id) ON DELETE CASCADE
);

CREATE INDEX voice_notes_by_time ON voice_notes (owner, account, at);

-- The voice note that says a message of a reply, until it has arrived.
CREATE TABLE reply_sounds (
    owner    TEXT NOT NULL,
    reply    TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- OGG with Opus.
    ogg      BYTEA NOT NULL,
    seconds  INTEGER NOT NULL,
    waveform BYTEA NOT NULL,
    PRIMARY KEY (owner, reply, position),
    FOREIGN KEY (owner, reply, position)
        REFERENCES reply_bubbles (owner, reply, position) ON DELETE CASCADE
);

-- What speaking took, by day of UTC: characters that were paid for, and seconds that were spoken.
CREATE TABLE speaking (
    owner      TEXT NOT NULL,
    account    TEXT NOT NULL,
    day        BIGINT NOT NULL,
    mouth      TEXT NOT NULL,
    notes      BIGINT NOT NULL,
    characters BIGINT NOT NULL,
    seconds    BIGINT NOT NULL,
    PRIMARY KEY (owner, account, day, mouth),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

ALTER TABLE voice_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE voice_notes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON voice_notes
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE reply_sounds ENABLE ROW LEVEL SECURITY;
ALTER TABLE reply_sounds FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON reply_sounds
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE speaking ENABLE ROW LEVEL SECURITY;
ALTER TABLE speaking FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON speaking
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

-- Who hears and who speaks, as the owner chose on the page. Their keys stand with those of models.
CREATE TABLE voice_choices (
    owner  TEXT NOT NULL,
    choice TEXT NOT NULL,
    PRIMARY KEY (owner),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

ALTER TABLE voice_choices ENABLE ROW LEVEL SECURITY;
ALTER TABLE voice_choices FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON voice_choices
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
