//! Databases for tests, each empty and used by one test.

use domain::{
    Account, AccountId, AccountKind, AccountState, Author, Content, Message, MessageId, Mode,
    OwnerId, Peer, PeerFlags, PeerId, PeerKind, Profile, Timestamp,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::{MasterKey, Store, Tx};

/// Makes two tests of each function, one on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(&$crate::support::Database::sqlite()).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test(&$crate::support::Database::postgres().await).await;
            })+
        }
    };
}
pub(crate) use on_both;

/// The URL of the database that the tests may use.
pub(crate) fn server() -> String {
    std::env::var("AITWIN_TEST_POSTGRES").expect(
        "no PostgreSQL to test on: run `cargo verify`, which starts one, or set \
         AITWIN_TEST_POSTGRES to the URL of a database whose role is no superuser",
    )
}

/// The address of an empty database.
pub(crate) struct Database {
    pub(crate) address: String,
    _folder: Option<tempfile::TempDir>,
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            address: format!("sqlite://{}", folder.path().join("twin.db").display()),
            _folder: Some(folder),
        }
    }

    /// A schema of its own in the database of `AITWIN_TEST_POSTGRES`.
    pub(crate) async fn postgres() -> Self {
        let server = server();
        let schema = format!("test_{:016x}", getrandom::u64().unwrap());
        let mut connection = PgConnection::connect(&server).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {schema}")))
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        let sign = if server.contains('?') { '&' } else { '?' };
        Self { address: format!("{server}{sign}options[search_path]={schema}"), _folder: None }
    }

    /// Runs a statement behind the store's back, in the name of an owner.
    pub(crate) async fn execute(&self, owner: OwnerId, sql: &str) {
        if self.is_postgres() {
            let mut connection = self.postgres_as(Some(owner)).await;
            sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        } else {
            self.sqlite_file().execute(sql, []).unwrap();
        }
    }

    /// Sees that the database itself refuses a statement, in the name of an owner.
    pub(crate) async fn refuses(&self, owner: OwnerId, sql: &'static str) {
        if self.is_postgres() {
            let mut connection = self.postgres_as(Some(owner)).await;
            sqlx::query(sql).execute(&mut connection).await.unwrap_err();
        } else {
            self.sqlite_file().execute(sql, []).unwrap_err();
        }
    }

    /// The bytes that a query finds behind the store's back.
    pub(crate) async fn bytes(&self, owner: OwnerId, sql: &str) -> Vec<u8> {
        if self.is_postgres() {
            let mut connection = self.postgres_as(Some(owner)).await;
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap()
        } else {
            self.sqlite_file().query_row(sql, [], |row| row.get(0)).unwrap()
        }
    }

    /// The number that a query finds behind the store's back.
    pub(crate) async fn number(&self, owner: OwnerId, sql: &str) -> i64 {
        if self.is_postgres() {
            let mut connection = self.postgres_as(Some(owner)).await;
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap()
        } else {
            self.sqlite_file().query_row(sql, [], |row| row.get(0)).unwrap()
        }
    }

    /// The tables that have a column of this name.
    pub(crate) async fn tables_with(&self, column: &str) -> Vec<String> {
        if self.is_postgres() {
            let sql = "SELECT table_name::text FROM information_schema.columns \
                       WHERE table_schema = current_schema() AND column_name = $1 ORDER BY 1";
            let mut connection = self.postgres_as(None).await;
            return sqlx::query_scalar(sql).bind(column).fetch_all(&mut connection).await.unwrap();
        }
        let file = self.sqlite_file();
        let sql = "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
                   WHERE t.type = 'table' AND c.name = ?1 ORDER BY 1";
        let mut found = file.prepare(sql).unwrap();
        let names = found.query_map([column], |row| row.get(0)).unwrap();
        names.collect::<Result<_, _>>().unwrap()
    }

    /// Puts bytes into the one row of a table, or of an owner in it, behind the store's back.
    pub(crate) async fn set_bytes(&self, owner: OwnerId, table: &str, column: &str, bytes: &[u8]) {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let value =
            if self.is_postgres() { format!(r"'\x{digits}'") } else { format!("x'{digits}'") };
        let whose =
            if table == "server" { String::new() } else { format!("WHERE owner = '{owner}'") };
        self.execute(owner, &format!("UPDATE {table} SET {column} = {value} {whose}")).await;
    }

    /// A connection of its own, in the name of an owner or of nobody.
    pub(crate) async fn postgres_as(&self, owner: Option<OwnerId>) -> PgConnection {
        let mut connection = PgConnection::connect(&self.address).await.unwrap();
        if let Some(owner) = owner {
            sqlx::query("SELECT set_config('app.owner', $1, false)")
                .bind(owner.to_string())
                .execute(&mut connection)
                .await
                .unwrap();
        }
        connection
    }

    fn sqlite_file(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        connection
    }

    fn path(&self) -> &str {
        self.address.trim_start_matches("sqlite://")
    }

    /// Another empty database of the same kind.
    pub(crate) async fn another(&self) -> Self {
        if self.is_postgres() { Self::postgres().await } else { Self::sqlite() }
    }

    /// What makes this database's tables known to a connection to another one, and the name under
    /// which it then finds them.
    pub(crate) async fn beside(&self) -> (String, String) {
        if self.is_postgres() {
            let mut connection = self.postgres_as(None).await;
            let schema = sqlx::query_scalar("SELECT current_schema()::text");
            return ("SELECT 1".to_owned(), schema.fetch_one(&mut connection).await.unwrap());
        }
        let path = self.path();
        (format!("ATTACH '{path}' AS other"), "other".to_owned())
    }

    /// Runs statements behind the store's back, in a database that may not exist yet, in the name of
    /// an owner.
    pub(crate) async fn run_script(&self, owner: OwnerId, sql: &str) {
        if self.is_postgres() {
            let mut connection = self.postgres_as(Some(owner)).await;
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        } else {
            self.sqlite_file().execute_batch(sql).unwrap();
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.address.starts_with("postgres")
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.address, master_key(1)).await.unwrap()
    }

    /// An owner with one account, and another owner of the same server who has none.
    pub(crate) async fn with_account(&self) -> Fixture {
        let store = self.open().await;
        let owner = store.ensure_owner(owner_id(1), NOW).await.unwrap();
        let stranger = owner_id(2);
        let mut tx = store.begin(stranger).await.unwrap();
        tx.insert_owner(NOW).await.unwrap();
        tx.commit().await.unwrap();
        let account = account(1, 100);
        let mut tx = store.begin(owner).await.unwrap();
        assert!(tx.insert_account(&account).await.unwrap());
        tx.commit().await.unwrap();
        Fixture { store, owner, stranger, account: account.id }
    }
}

pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) owner: OwnerId,
    /// Another owner: must see nothing of what is stored.
    pub(crate) stranger: OwnerId,
    pub(crate) account: AccountId,
}

impl Fixture {
    pub(crate) async fn begin(&self) -> Tx {
        self.store.begin(self.owner).await.unwrap()
    }

    pub(crate) async fn read(&self) -> Tx {
        self.store.read(self.owner).await.unwrap()
    }

    /// A transaction of the other owner, which may write.
    pub(crate) async fn as_stranger(&self) -> Tx {
        self.store.begin(self.stranger).await.unwrap()
    }

    /// Makes the chats known.
    pub(crate) async fn know(&self, chats: &[i64]) {
        let mut tx = self.begin().await;
        for chat in chats {
            tx.upsert_peer(self.account, &peer(*chat)).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Stores messages of known chats.
    pub(crate) async fn store(&self, messages: &[Message]) {
        let mut tx = self.begin().await;
        let new = tx.insert_messages(self.account, messages).await.unwrap();
        assert_eq!(new, u64::try_from(messages.len()).unwrap());
        tx.commit().await.unwrap();
    }
}

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

pub(crate) fn master_key(number: u8) -> MasterKey {
    MasterKey::from_text(&format!("{number:02x}").repeat(32)).unwrap()
}

pub(crate) fn owner_id(number: u128) -> OwnerId {
    OwnerId::new(NOW, number)
}

pub(crate) fn account(number: u128, user: i64) -> Account {
    Account {
        id: AccountId::new(NOW, number),
        kind: AccountKind::User,
        profile: Profile {
            user_id: PeerId(user),
            first_name: "Анна".into(),
            last_name: String::new(),
            username: Some("anna".into()),
            phone: Some("+79990000000".into()),
        },
        state: AccountState::Active,
        default_mode: Mode::Watch,
    }
}

pub(crate) fn peer(id: i64) -> Peer {
    Peer {
        id: PeerId(id),
        kind: PeerKind::User,
        title: format!("Собеседник {id}"),
        username: None,
        flags: PeerFlags::default(),
    }
}

pub(crate) fn text(chat: i64, id: i32, text: &str) -> Message {
    Message {
        chat: PeerId(chat),
        id: MessageId(id),
        author: Author::Other,
        sender: PeerId(chat),
        sent_at: Timestamp::from_secs(i64::from(id)),
        content: Content::Text { text: text.into() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}
