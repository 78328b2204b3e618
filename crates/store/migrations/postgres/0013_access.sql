-- The people who sign in. A person is an owner: their rows are theirs.
CREATE TABLE users (
    owner         TEXT NOT NULL,
    name          TEXT NOT NULL,
    -- PHC text of argon2id.
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('owner', 'admin')),
    created_at    BIGINT NOT NULL,
    disabled      BOOLEAN NOT NULL,
    -- Wrong passwords and codes in a row, and until when the name is closed for them.
    failures      BIGINT NOT NULL,
    locked_until  BIGINT NOT NULL,
    -- The secret of the app that shows codes, sealed with the owner's data key; and the last step of
    -- time whose code was used, so that none is used twice.
    totp          BYTEA,
    totp_step     BIGINT NOT NULL,
    PRIMARY KEY (owner),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

-- Which person has a name, so that it can be looked up before anybody is known. As domain::access
-- tells names apart.
CREATE TABLE sign_in_names (
    name  TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES owners (owner) ON DELETE CASCADE
);

-- What lets a person in once, if the app that shows codes is lost.
CREATE TABLE recovery_codes (
    owner TEXT NOT NULL,
    hash  BYTEA NOT NULL,
    PRIMARY KEY (owner, hash),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

CREATE TABLE passkeys (
    owner      TEXT NOT NULL,
    -- The credential's identifier, in base64url.
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    -- JSON: the public key and how often it was used.
    credential TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

-- The browsers in which a person has signed in.
CREATE TABLE sign_ins (
    owner        TEXT NOT NULL,
    id           TEXT NOT NULL,
    -- Of what the browser holds; 32 random bytes need no slow hash.
    secret_hash  BYTEA NOT NULL,
    -- What the browser says it is.
    agent        TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL,
    -- When the person last proved who they are.
    confirmed_at BIGINT NOT NULL,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

CREATE TABLE api_tokens (
    owner       TEXT NOT NULL,
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    -- Names of domain::Scope, with blanks between them.
    scopes      TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    -- NULL until it is taken back.
    expires_at  BIGINT,
    used_at     BIGINT,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

-- Rows of the person who invites.
CREATE TABLE invitations (
    owner       TEXT NOT NULL,
    id          TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    role        TEXT NOT NULL CHECK (role IN ('owner', 'admin')),
    created_at  BIGINT NOT NULL,
    -- The name of the person who came; NULL until then.
    accepted_by TEXT,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

-- What happened. Lines are added and stay as they are, as long as the owner is there.
CREATE TABLE audit_log (
    owner   TEXT NOT NULL,
    id      TEXT NOT NULL,
    at      BIGINT NOT NULL,
    -- A name of domain::AuditAction.
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

CREATE FUNCTION audit_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM owners WHERE owner = OLD.owner) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is not changed';
END
$$;

CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_stays();

-- A server that starts must know whose twins to start. It is told the owners' identifiers, and only
-- where it asks for them by this setting.
CREATE POLICY listed ON owners FOR SELECT
    USING (current_setting('app.lists_owners', true) = 'on');

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON users
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON recovery_codes
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY;
ALTER TABLE passkeys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON passkeys
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE sign_ins ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_ins FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON sign_ins
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE api_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON api_tokens
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON invitations
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON audit_log
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE sign_in_names ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_names FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON sign_in_names
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

-- Nobody is known yet who signs in: they find the one name that they say, and no list of them.
CREATE POLICY named ON sign_in_names FOR SELECT
    USING (name = NULLIF(current_setting('app.sign_in_name', true), ''));
