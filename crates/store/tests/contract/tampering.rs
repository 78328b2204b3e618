//! Whoever alters what is sealed, cuts it short or moves it to another row is noticed. The columns are
//! those of the catalogue: a new one with bytes in it needs its place here.

use domain::{NewSession, Role, SessionStore, UpdatesState};
use store::{Error, Store};

use crate::models::key;
use crate::row_security::names;
use crate::support::{Database, Fixture, NOW, master_key, on_both};
use crate::webhooks::{self, webhook};

on_both!(every_sealed_value_tells_of_every_change);

/// The columns that hold sealed values.
const SEALED: [(&str, &str); 7] = [
    ("model_keys", "sealed_key"),
    ("owner_keys", "wrapped_key"),
    ("server", "key_check"),
    ("telegram_sessions", "keys"),
    ("users", "totp"),
    ("webhooks", "old_secret"),
    ("webhooks", "secret"),
];

/// Columns of bytes that tell nobody a secret: hashes, and in which messages a word stands.
const HASHES: [&str; 6] = [
    "api_tokens.secret_hash",
    "invitations.secret_hash",
    "message_words.messages",
    "recovery_codes.hash",
    "sendings.fingerprint",
    "sign_ins.secret_hash",
];

/// What is to be heard, as plain as the messages that say the same.
const SOUNDS: [&str; 3] = ["note_measures.waveform", "reply_sounds.ogg", "reply_sounds.waveform"];

#[tokio::test]
async fn every_column_of_bytes_is_sealed_or_a_hash() {
    let db = Database::postgres().await;
    let _store = db.open().await;
    let found = names(
        &mut db.postgres_as(None).await,
        "SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a \
         JOIN pg_class c ON c.oid = a.attrelid \
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace \
         AND a.atttypid = 'bytea'::regtype AND a.attnum > 0 AND NOT a.attisdropped",
    )
    .await;
    let sealed = SEALED.map(|(table, column)| format!("{table}.{column}"));
    let mut known: Vec<String> = sealed.into_iter().chain(HASHES.map(str::to_owned)).collect();
    known.extend(SOUNDS.map(str::to_owned));
    known.sort();
    assert_eq!(found, known);
}

/// Opens everything that is sealed.
async fn open_all(db: &Database, fixture: &Fixture, table: &str) -> Result<(), Error> {
    let mut store = fixture.store.clone();
    if table == "server" {
        store = Store::open(&db.address, master_key(1)).await?;
    }
    let session = store.session(fixture.owner, fixture.account).load().await;
    let session = session.map_err(|error| *error.0.downcast::<Error>().unwrap())?;
    assert_eq!(session.unwrap().keys, b"the keys");
    let mut tx = store.read(fixture.owner).await?;
    assert_eq!(tx.model_keys().await?["gemini"], key("sk-gemini"));
    assert_eq!(tx.totp_secret().await?.unwrap().as_slice(), b"the app's");
    let secrets = tx.webhook_secrets(webhook(1).id, NOW).await?.unwrap();
    assert_eq!(secrets.secret.as_slice(), b"the next");
    assert_eq!(secrets.old.unwrap().as_slice(), b"the first");
    Ok(())
}

async fn every_sealed_value_tells_of_every_change(db: &Database) {
    let fixture = db.with_account().await;
    let session = NewSession {
        keys: b"the keys".to_vec(),
        updates: UpdatesState::default(),
        peers: Vec::new(),
    };
    let mut tx = fixture.begin().await;
    tx.save_session(fixture.account, &session).await.unwrap();
    tx.set_model_key("gemini", Some(&key("sk-gemini"))).await.unwrap();
    tx.insert_user("anna", "hash", Role::Owner, NOW).await.unwrap();
    tx.set_totp_secret(Some(b"the app's"), &[]).await.unwrap();
    tx.commit().await.unwrap();
    webhooks::fill(&fixture).await;
    open_all(db, &fixture, "server").await.unwrap();

    let mut sealed = Vec::new();
    for (table, column) in SEALED {
        let mut query = format!("SELECT {column} FROM {table}");
        if table != "server" {
            query += &format!(" WHERE owner = '{}'", fixture.owner);
        }
        sealed.push(db.bytes(fixture.owner, &query).await);
    }
    for (place, (table, column)) in SEALED.into_iter().enumerate() {
        let own = &sealed[place];
        // One byte of the version, the nonce, the text or the tag; less, more, nothing; what stands
        // elsewhere.
        let mut altered: Vec<Vec<u8>> = [0, 1, 24, 25, own.len() - 1]
            .into_iter()
            .map(|byte| {
                let mut altered = own.clone();
                altered[byte] ^= 1;
                altered
            })
            .collect();
        altered.extend([own[..own.len() - 1].to_vec(), [own, &[0][..]].concat(), Vec::new()]);
        altered.push(sealed[(place + 1) % sealed.len()].clone());
        for value in altered {
            db.set_bytes(fixture.owner, table, column, &value).await;
            let noticed = open_all(db, &fixture, table).await;
            let told = match &noticed {
                Err(Error::WrongMasterKey { .. }) => table == "server",
                Err(Error::Corrupted { table: place, column: part }) => {
                    *place == table && *part == column
                }
                _ => false,
            };
            assert!(told, "{table}.{column} as {value:02x?}: {noticed:?}");
        }
        db.set_bytes(fixture.owner, table, column, own).await;
        open_all(db, &fixture, table).await.unwrap();
    }
}
