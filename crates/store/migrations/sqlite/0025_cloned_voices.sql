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
    since            INTEGER NOT NULL,
    -- What the owner agreed to, when, and in which language.
    consent_at       INTEGER NOT NULL,
    consent_text     TEXT NOT NULL,
    consent_language TEXT NOT NULL,
    -- The account of whose voice notes it was made, until that is removed: what is to be deleted at the provider
    -- outlives it.
    account          TEXT,
    -- How many voice notes and recordings of the page, and how long all of them are, in milliseconds.
    notes            INTEGER NOT NULL,
    recordings       INTEGER NOT NULL,
    spoken           INTEGER NOT NULL,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How a voice note of the owner's sounds: durations in milliseconds, levels in dBFS.
CREATE TABLE note_measures (
    owner    TEXT NOT NULL,
    account  TEXT NOT NULL,
    chat     INTEGER NOT NULL,
    id       INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    speech   INTEGER NOT NULL,
    loudness REAL NOT NULL,
    noise    REAL NOT NULL,
    -- The share of samples that are as loud as can be.
    clipped  REAL NOT NULL,
    waveform BLOB NOT NULL,
    PRIMARY KEY (owner, account, chat, id),
    FOREIGN KEY (owner, account, chat, id)
        REFERENCES telegram_user_messages (owner, account, chat, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What the owner has spoken themselves, to be picked from.
CREATE INDEX own_voice_notes ON telegram_user_messages (owner, account, sent_at)
    WHERE author = 'owner' AND kind = 'voice';

-- In which voice the twin of an account speaks, and in a chat, by the provider's name of it. NULL is as the
-- owner has chosen for all, or for the account.
ALTER TABLE telegram_integrations ADD COLUMN voice TEXT;
ALTER TABLE telegram_chats ADD COLUMN voice TEXT;
