-- The people who sign in. A person is an owner: their rows are theirs.
CREATE TABLE users (
    owner         TEXT NOT NULL,
    name          TEXT NOT NULL,
    -- PHC text of argon2id.
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('owner', 'admin')),
    created_at    INTEGER NOT NULL,
    disabled      INTEGER NOT NULL,
    -- Wrong passwords and codes in a row, and until when the name is closed for them.
    failures      INTEGER NOT NULL,
    locked_until  INTEGER NOT NULL,
    -- The secret of the app that shows codes, sealed with the owner's data key; and the last step of
    -- time whose code was used, so that none is used twice.
    totp          BLOB,
    totp_step     INTEGER NOT NULL,
    PRIMARY KEY (owner),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Which person has a name, so that it can be looked up before anybody is known. As domain::access
-- tells names apart.
CREATE TABLE sign_in_names (
    name  TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What lets a person in once, if the app that shows codes is lost.
CREATE TABLE recovery_codes (
    owner TEXT NOT NULL,
    hash  BLOB NOT NULL,
    PRIMARY KEY (owner, hash),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
    owner      TEXT NOT NULL,
    -- The credential's identifier, in base64url.
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    -- JSON: the public key and how often it was used.
    credential TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The browsers in which a person has signed in.
CREATE TABLE sign_ins (
    owner        TEXT NOT NULL,
    id           TEXT NOT NULL,
    -- Of what the browser holds; 32 random bytes need no slow hash.
    secret_hash  BLOB NOT NULL,
    -- What the browser says it is.
    agent        TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    -- When the person last proved who they are.
    confirmed_at INTEGER NOT NULL,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE api_tokens (
    owner       TEXT NOT NULL,
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    -- Names of domain::Scope, with blanks between them.
    scopes      TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    -- NULL until it is taken back.
    expires_at  INTEGER,
    used_at     INTEGER,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Rows of the person who invites.
CREATE TABLE invitations (
    owner       TEXT NOT NULL,
    id          TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    role        TEXT NOT NULL CHECK (role IN ('owner', 'admin')),
    created_at  INTEGER NOT NULL,
    -- The name of the person who came; NULL until then.
    accepted_by TEXT,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What happened. Lines are added and stay as they are, as long as the owner is there.
CREATE TABLE audit_log (
    owner   TEXT NOT NULL,
    id      TEXT NOT NULL,
    at      INTEGER NOT NULL,
    -- A name of domain::AuditAction.
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log is not changed');
END;

CREATE TRIGGER audit_log_is_not_shortened BEFORE DELETE ON audit_log
    WHEN EXISTS (SELECT 1 FROM owners WHERE owner = OLD.owner)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is not shortened');
END;
