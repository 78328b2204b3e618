-- A voice that was made of the owner's recordings, or is being made or deleted.
CREATE TABLE cloned_voices (
    owner            TEXT NOT NULL,
    id               TEXT NOT NULL,
    -- What the owner calls it.
    name             TEXT NOT NULL,
    -- Whose key made it, and what the provider asks it by; NULL while that is not known.
    place            TEXT NOT NULL,
    voice            TEXT,
    state            TEXT NOT NULL CHECK (state IN ('making', 'made', 'unverified', 'deleting', 'failed')),
    -- Why it was not made, or is not deleted yet.
    problem          TEXT,
    since            BIGINT NOT NULL,
    -- What the owner agreed to, when, and in which language.
    consent_at       BIGINT NOT NULL,
    consent_text     TEXT NOT NULL,
    consent_language TEXT NOT NULL,
    -- The account of whose voice notes it was made, until that is removed: what is to be deleted at the provider
    -- outlives it.
    account          TEXT,
    -- How many voice notes and recordings of the page, and how long all of them are, in milliseconds.
    notes            INTEGER NOT NULL,
    recordings       INTEGER NOT NULL,
    spoken           BIGINT NOT NULL,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

-- How a voice note of the owner's sounds: durations in milliseconds, levels in dBFS.
CREATE TABLE note_measures (
    owner    TEXT NOT NULL,
    account  TEXT NOT NULL,
    chat     BIGINT NOT NULL,
    id       INTEGER NOT NULL,
    duration BIGINT NOT NULL,
    speech   BIGINT NOT NULL,
    loudness DOUBLE PRECISION NOT NULL,
    noise    DOUBLE PRECISION NOT NULL,
    -- The share of samples that are as loud as can be.
    clipped  DOUBLE PRECISION NOT NULL,
    waveform BYTEA NOT NULL,
    PRIMARY KEY (owner, account, chat, id),
    FOREIGN KEY (owner, account, chat, id)
        REFERENCES telegram_user_messages (owner, account, chat, id) ON DELETE CASCADE
);

-- What the owner has spoken themselves, to be picked from.
CREATE INDEX own_voice_notes ON telegram_user_messages (owner, account, sent_at)
    WHERE author = 'owner' AND kind = 'voice';

-- In which voice the twin of an account speaks, and in a chat, by the provider's name of it. NULL is as the
-- owner has chosen for all, or for the account.
ALTER TABLE telegram_integrations ADD COLUMN voice TEXT;
ALTER TABLE telegram_chats ADD COLUMN voice TEXT;

ALTER TABLE cloned_voices ENABLE ROW LEVEL SECURITY;
ALTER TABLE cloned_voices FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON cloned_voices
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE note_measures ENABLE ROW LEVEL SECURITY;
ALTER TABLE note_measures FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON note_measures
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
