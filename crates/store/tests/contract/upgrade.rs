//! A database of the first version is brought up to date, and nothing in it is lost.

use domain::{
    Author, Chat, Content, Message, MessageId, Mode, NewSession, OwnerId, PeerFlags, PeerId,
    PeerKey, PeerKind, Relation, Reply, SavedSession, SessionStore, UpdatesState,
};
use store::{Search, Store};
use style::search::Wanted;

use crate::replies::reply;
use crate::sendings::sending;
use crate::support::{Database, Fixture, on_both, peer, text};

on_both!(all_rows_of_the_first_version_are_kept, a_version_that_is_lacking_is_made_up_for);

/// The first version's tables, for SQLite and for PostgreSQL.
const FIRST: [&str; 2] = [
    include_str!("../../migrations/sqlite/0001_initial.sql"),
    include_str!("../../migrations/postgres/0001_initial.sql"),
];

/// A table and its columns.
type Table<'a> = (&'a str, Vec<&'a str>);

/// The tables in the order in which they are made, so that none refers to a later one.
fn tables(migration: &str) -> Vec<Table<'_>> {
    let mut tables: Vec<Table<'_>> = Vec::new();
    let mut is_inside = false;
    for line in migration.lines() {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            tables.push((name.trim_end_matches(" ("), Vec::new()));
            is_inside = true;
        } else if line.starts_with(')') {
            is_inside = false;
        } else if is_inside
            && let Some(column) = line.split_whitespace().next()
            && column.starts_with(|c: char| c.is_ascii_lowercase())
            && let Some((_, columns)) = tables.last_mut()
        {
            columns.push(column);
        }
    }
    tables
}

/// The same rows, in a database as the first version made it.
async fn of_the_first_version(database: &Database, owner: OwnerId) -> Database {
    let old = database.another().await;
    let migration = FIRST[usize::from(database.is_postgres())];
    let mut script = format!(
        "CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL); \
         INSERT INTO schema_migrations VALUES (1, 'initial'); {migration}"
    );
    if !database.is_postgres() {
        script = script.replace("version BIGINT PRIMARY KEY", "version INTEGER PRIMARY KEY");
    }
    let (attach, rows) = database.beside().await;
    script = format!("{attach}; {script}");
    let tables = tables(migration);
    assert_eq!(tables.len(), 10);
    for (table, columns) in tables {
        let columns = columns.join(", ");
        script +=
            &format!("; INSERT INTO {table} ({columns}) SELECT {columns} FROM {rows}.{table}");
    }
    old.run_script(owner, &script).await;
    old
}

/// All that the first version could hold.
#[derive(Debug, PartialEq)]
struct Rows {
    accounts: Vec<domain::Account>,
    session: Option<SavedSession>,
    anna: Option<PeerKey>,
    chats: Vec<Chat>,
    messages: Vec<Message>,
    undecided: Vec<Message>,
    replies: Vec<Reply>,
}

impl Rows {
    async fn of(store: &Store, fixture: &Fixture) -> Self {
        let session = store.session(fixture.owner, fixture.account);
        let (account, chat) = (fixture.account, PeerId(7));
        let mut tx = store.read(fixture.owner).await.unwrap();
        Self {
            accounts: tx.accounts().await.unwrap(),
            chats: tx.chats(account, 10).await.unwrap(),
            messages: tx.messages_after(account, None, 100).await.unwrap(),
            undecided: tx.undecided_messages(account, chat).await.unwrap(),
            replies: tx.recent_replies(account, chat, 10).await.unwrap(),
            session: session.load().await.unwrap(),
            anna: session.peer(PeerId(7)).await.unwrap(),
        }
    }
}

async fn fill(fixture: &Fixture) {
    let account = fixture.account;
    let mut tx = fixture.begin().await;
    let updates = UpdatesState { pts: 1, qts: 2, date: 3, seq: 4, channels: vec![(5, 6)] };
    let key = PeerKey { id: PeerId(7), access_hash: i64::MIN, is_self: false, bot: true };
    let session = NewSession { keys: b"the keys".to_vec(), updates, peers: vec![key] };
    tx.save_session(account, &session).await.unwrap();
    let mut group = peer(-5);
    group.kind = PeerKind::Group;
    group.flags = PeerFlags { scam: true, ..PeerFlags::default() };
    for peer in [peer(7), peer(8), group] {
        tx.upsert_peer(account, &peer).await.unwrap();
    }
    assert!(tx.set_mode(account, PeerId(7), Some(Mode::Auto)).await.unwrap());
    let said = |id: i32, content: Content| Message { content, ..text(7, id, "") };
    let messages = [
        Message {
            author: Author::Owner, reply_to: Some(MessageId(1)), ..text(7, 2, "да\nнет")
        },
        said(3, Content::Voice { seconds: Some(7), said: None }),
        said(4, Content::Sticker { emoji: Some("👍".into()) }),
        said(5, Content::Media { media: "photo".into(), caption: "вот".into() }),
        said(6, Content::Service { action: "call".into() }),
        Message { forwarded: true, via_bot: true, ..text(-5, 1, "чужое") },
    ];
    tx.insert_messages(account, &messages).await.unwrap();
    tx.mark_undecided(account, PeerId(7), MessageId(5)).await.unwrap();
    let sent = reply(fixture, 1, PeerId(7));
    assert!(tx.plan_reply(&sent).await.unwrap());
    tx.cancel_reply(sent.id).await.unwrap();
    assert!(tx.plan_reply(&reply(fixture, 2, PeerId(7))).await.unwrap());
    tx.commit().await.unwrap();
}

async fn all_rows_of_the_first_version_are_kept(db: &Database) {
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let expected = Rows::of(&fixture.store, &fixture).await;
    assert_eq!((expected.messages.len(), expected.replies.len()), (6, 2));
    assert!(!expected.undecided.is_empty() && expected.anna.is_some());

    let old = of_the_first_version(db, fixture.owner).await;
    let store = old.open().await;
    assert_eq!(
        store.ensure_owner(fixture.stranger, crate::support::NOW).await.unwrap(),
        fixture.owner
    );
    assert_eq!(Rows::of(&store, &fixture).await, expected);

    // What came later works on them.
    let account = fixture.account;
    let mut tx = store.begin(fixture.owner).await.unwrap();
    assert_eq!(tx.relations(account).await.unwrap(), []);
    tx.set_relation(account, PeerId(7), Some(Relation::Family)).await.unwrap();
    assert!(tx.strike_answer(account, PeerId(7), MessageId(2)).await.unwrap());
    assert_eq!(tx.relations(account).await.unwrap(), [(PeerId(7), Relation::Family)]);
    assert_eq!(tx.history(account).await.unwrap(), None);
    assert_eq!(tx.facts(account).await.unwrap(), []);
    assert_eq!(tx.open_questions().await.unwrap(), []);
    let search = Search { wanted: Wanted::new("нет", false), limit: 5, ..Search::default() };
    assert!(tx.search(&search).await.unwrap().indexing.is_some());
    assert_eq!(tx.index_older_messages(account, 100).await.unwrap(), 6);
    let found = tx.search(&search).await.unwrap();
    assert_eq!((found.indexing, found.messages.len()), (None, 1));
    tx.commit().await.unwrap();
    assert_eq!(Rows::of(&old.open().await, &fixture).await.messages, expected.messages);
}

async fn a_version_that_is_lacking_is_made_up_for(db: &Database) {
    let fixture = db.with_account().await;
    // As if it had been numbered before another that was there sooner.
    let lacking = "DROP TABLE sendings; DROP TABLE message_files; \
                   ALTER TABLE reply_bubbles DROP COLUMN said_once; \
                   DELETE FROM schema_migrations WHERE version IN (14, 29)";
    db.run_script(fixture.owner, lacking).await;
    let store = db.open().await;
    let mut tx = store.begin(fixture.owner).await.unwrap();
    assert!(tx.insert_sending(&sending(&fixture, "a")).await.unwrap());
    tx.commit().await.unwrap();
    drop(db.open().await);
}
