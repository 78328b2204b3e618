//! The second lock on PostgreSQL: what holds even where a query forgets its owner.

use std::time::Duration;

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use domain::{
    Bubble, MessageId, Mode, NewSession, PeerId, PeerKey, Reply, ReplyId, ReplyState, UpdatesState,
};

use store::ChatMemory;

use crate::facts::fact;
use crate::questions::question;
use crate::support::{Database, Fixture, NOW, owner_id, text};
use crate::{
    access, bots, cloned, explanations, likeness, models, policies, rehearsals, said_once, saved,
    sendings, voice, webhooks,
};

/// Tables that hold nothing of any owner.
const OWNERLESS: [&str; 2] = ["schema_migrations", "server"];

#[tokio::test]
async fn the_tests_role_is_bound_by_policies() {
    let db = Database::postgres().await;
    let mut connection = db.postgres_as(None).await;
    let unbound: bool = sqlx::query_scalar(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert!(!unbound, "the role of AITWIN_TEST_POSTGRES skips policies");
}

/// The policies that let somebody at more than the rows of the owner of a transaction. Two are meant, which
/// show who asks by a setting of their own, and change nothing; any other would open what `own_rows` closes,
/// because one policy that allows is enough.
const STRANGE_POLICIES: &str = r"
    SELECT relname::text || '.' || polname::text AS name
    FROM (SELECT c.relname, p.*, coalesce(pg_get_expr(p.polqual, p.polrelid), '') AS sees,
                 pg_get_expr(p.polwithcheck, p.polrelid) AS writes
          FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
          WHERE c.relnamespace = current_schema()::regnamespace) AS policy
    WHERE NOT (polpermissive AND polroles = '{0}'::oid[] AND (
        -- What is written must be what is seen, by the same words or by none.
        (polname = 'own_rows' AND polcmd = '*' AND coalesce(writes, sees) = sees
            AND sees = '(owner = NULLIF(current_setting(''app.owner''::text, true), ''''::text))')
        OR (relname = 'owners' AND polname = 'listed' AND polcmd = 'r'
            AND sees = '(current_setting(''app.lists_owners''::text, true) = ''on''::text)')
        OR (relname = 'sign_in_names' AND polname = 'named' AND polcmd = 'r'
            AND sees = '(name = NULLIF(current_setting(''app.sign_in_name''::text, true), ''''::text))')
    ))";

#[tokio::test]
async fn every_table_has_a_forced_policy() {
    let db = Database::postgres().await;
    let _store = db.open().await;
    let mut connection = db.postgres_as(None).await;
    let unprotected = names(
        &mut connection,
        "SELECT c.relname AS name FROM pg_class c \
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace \
         AND NOT (c.relrowsecurity AND c.relforcerowsecurity \
         AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'own_rows'))",
    )
    .await;
    assert_eq!(unprotected, OWNERLESS);
}

#[tokio::test]
async fn no_policy_opens_what_another_closes() {
    let db = Database::postgres().await;
    let _store = db.open().await;
    let mut connection = db.postgres_as(None).await;
    assert_eq!(names(&mut connection, STRANGE_POLICIES).await, Vec::<String>::new());
    // What would be one of them.
    let own = "owner = NULLIF(current_setting('app.owner', true), '')";
    let strange = format!(
        "CREATE POLICY anybody ON users USING (true); \
         CREATE POLICY writes ON replies FOR INSERT WITH CHECK (true); \
         CREATE POLICY listed ON users FOR SELECT \
         USING (current_setting('app.lists_owners', true) = 'on'); \
         DROP POLICY own_rows ON passkeys; \
         CREATE POLICY own_rows ON passkeys USING ({own}) WITH CHECK (true);"
    );
    db.run_script(owner_id(1), &strange).await;
    let found = names(&mut connection, STRANGE_POLICIES).await;
    let expected = ["passkeys.own_rows", "replies.writes", "users.anybody", "users.listed"];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn every_unique_key_holds_the_owner() {
    let db = Database::postgres().await;
    let _store = db.open().await;
    let mut connection = db.postgres_as(None).await;
    let shared = names(
        &mut connection,
        "SELECT DISTINCT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
         WHERE i.indisunique AND c.relnamespace = current_schema()::regnamespace \
         AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid \
         AND a.attname = 'owner' AND a.attnum = ANY (i.indkey::int2[]))",
    )
    .await;
    // A name is one person's on the whole server, and tells nothing but that it is taken.
    assert_eq!(shared, [OWNERLESS[0], OWNERLESS[1], "sign_in_names"]);
}

#[tokio::test]
async fn a_name_is_found_by_whoever_says_it_and_names_are_not_listed() {
    let db = Database::postgres().await;
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let mut nobody = db.postgres_as(None).await;
    assert_eq!(count(&mut nobody, "sign_in_names").await, 0);
    for (name, found) in [("анна", 1), ("%", 0), ("", 0)] {
        let set = sqlx::query("SELECT set_config('app.sign_in_name', $1, false)").bind(name);
        set.execute(&mut nobody).await.unwrap();
        assert_eq!(count(&mut nobody, "sign_in_names").await, found, "{name}");
        let taken = sqlx::query("UPDATE sign_in_names SET owner = owner");
        assert_eq!(taken.execute(&mut nobody).await.unwrap().rows_affected(), 0, "{name}");
    }
}

#[tokio::test]
async fn only_the_owner_of_the_transaction_finds_rows() {
    let db = Database::postgres().await;
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let tables = owned_tables(&db).await;
    assert!(tables.len() >= 15, "{tables:?}");

    let mut owner = db.postgres_as(Some(fixture.owner)).await;
    let mut stranger = db.postgres_as(Some(fixture.stranger)).await;
    let mut nobody = db.postgres_as(None).await;
    for table in tables {
        assert!(count(&mut owner, &table).await > 0, "{table} was not filled");
        // The stranger's own.
        let strangers =
            if table.starts_with("owner") && table != "owner_questions" { 1 } else { 0 };
        assert_eq!(count(&mut stranger, &table).await, strangers, "{table}");
        assert_eq!(count(&mut nobody, &table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn nobody_writes_in_the_name_of_another() {
    let db = Database::postgres().await;
    let fixture = db.with_account().await;
    fill(&fixture).await;
    for table in owned_tables(&db).await {
        let mut stranger = db.postgres_as(Some(fixture.stranger)).await;
        let stolen = sqlx::query(AssertSqlSafe(format!("DELETE FROM {table} WHERE owner <> $1")))
            .bind(fixture.stranger.to_string())
            .execute(&mut stranger)
            .await
            .unwrap();
        assert_eq!(stolen.rows_affected(), 0, "{table}");

        let mut owner = db.postgres_as(Some(fixture.owner)).await;
        let given = sqlx::query(AssertSqlSafe(format!("UPDATE {table} SET owner = $1")))
            .bind(fixture.stranger.to_string())
            .execute(&mut owner)
            .await
            .unwrap_err();
        let told = given.to_string();
        // The log is not changed in anybody's name.
        let refused = if table == "audit_log" { "audit log" } else { "row-level security" };
        assert!(told.contains(refused), "{table}: {told}");
    }
}

/// A row in every table of an owner.
pub(crate) async fn fill(fixture: &Fixture) {
    fixture.know(&[7]).await;
    fixture.store(&[text(7, 1, "привет")]).await;
    // So many that their words are packed.
    let many: Vec<_> = (101..=200).map(|id| text(7, id, "да")).collect();
    fixture.store(&many).await;
    let session = NewSession {
        keys: vec![1],
        updates: UpdatesState::default(),
        peers: vec![PeerKey { id: PeerId(7), access_hash: 1, is_self: false, bot: false }],
    };
    let reply = Reply {
        id: ReplyId::new(NOW, 1),
        account: fixture.account,
        chat: PeerId(7),
        state: ReplyState::Scheduled,
        answers: MessageId(1),
        bubbles: vec![Bubble {
            text: "и тебе".into(),
            random_id: 1,
            message_id: None,
            spoken: None,
        }],
        send_at: NOW,
        confidence: 1.0,
        created_at: NOW,
        mode: Mode::Auto,
        word: None,
        away: false,
        discloses: false,
    };
    let mut tx = fixture.begin().await;
    tx.save_session(fixture.account, &session).await.unwrap();
    assert!(tx.plan_reply(&reply).await.unwrap());
    assert!(tx.begin_history(fixture.account, NOW).await.unwrap());
    tx.list_history(fixture.account, &[PeerId(7)]).await.unwrap();
    assert!(tx.strike_answer(fixture.account, PeerId(7), MessageId(1)).await.unwrap());
    tx.call_person(fixture.account, PeerId(8), "Борис").await.unwrap();
    tx.insert_fact(&fact(fixture, 1)).await.unwrap();
    let memory = ChatMemory { written_through: MessageId(1), summary: None };
    tx.save_chat_memory(fixture.account, PeerId(7), &memory).await.unwrap();
    tx.set_chat_note(fixture.account, PeerId(7), "в мае", NOW).await.unwrap();
    tx.ask_question(&question(fixture, 1, PeerId(7))).await.unwrap();
    tx.rehearse(&rehearsals::rehearsal(fixture, 1, 7)).await.unwrap();
    let explained = explanations::explained(fixture, 1, 7);
    tx.explain(&explained, Duration::MAX, 1).await.unwrap();
    tx.plan_saved_line(&saved::line(fixture, 1)).await.unwrap();
    assert!(tx.insert_sending(&sendings::sending(fixture, "a")).await.unwrap());
    tx.commit().await.unwrap();
    models::fill(fixture).await;
    policies::fill(fixture).await;
    bots::fill(fixture).await;
    said_once::fill(fixture).await;
    likeness::fill(fixture).await;
    access::fill(fixture).await;
    webhooks::fill(fixture).await;
    voice::fill(fixture).await;
    cloned::fill(fixture).await;
}

async fn owned_tables(db: &Database) -> Vec<String> {
    let mut tables = names(
        &mut db.postgres_as(None).await,
        "SELECT relname AS name FROM pg_class \
         WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace",
    )
    .await;
    tables.retain(|table| !OWNERLESS.contains(&table.as_str()));
    tables
}

pub(crate) async fn names(connection: &mut PgConnection, sql: &'static str) -> Vec<String> {
    let rows: Vec<PgRow> = sqlx::query(sql).fetch_all(connection).await.unwrap();
    let mut names: Vec<String> = rows.iter().map(|row| row.get("name")).collect();
    names.sort();
    names
}

async fn count(connection: &mut PgConnection, table: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
        .fetch_one(connection)
        .await
        .unwrap()
}
